package dev.countersign.certs.store;

import static dev.countersign.certs.store.StoreHome.ARN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.countersign.certs.Expect;
import dev.countersign.certs.KeyedChain;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whose is what root writes into a certificate store? Asked as root only: nobody else can give files away. */
final class StoreOwnerTest {
    private static final int PROXY = 23_456;
    private static final int GROUP = 34_567;
    private static final KeyedChain MADE = StoreHome.client("partner-a");

    @TempDir
    Path temporary;

    @BeforeEach
    void giveAway() throws Exception {
        assumeTrue(temporary.getFileSystem().supportedFileAttributeViews().contains("unix"));
        assumeTrue(Integer.valueOf(0).equals(owners(temporary).get("uid")), "this test runs as root");
    }

    @Test
    void whatRootWritesBelongsToTheOwnerOfTheStore() throws Exception {
        Path directory = Files.createDirectory(temporary.resolve("store"));
        giveToTheProxy(directory);
        changeEverything(new StoreHome(directory));
        assertAllAreTheProxys(directory);
    }

    @Test
    void storeThatRootCreatesBelongsToTheOwnerOfItsFolder() throws Exception {
        giveToTheProxy(temporary);
        changeEverything(new StoreHome(temporary.resolve("var/store")));
        assertAllAreTheProxys(temporary);
    }

    @Test
    void storeOfRootStaysRoots() throws Exception {
        StoreHome home = new StoreHome(temporary.resolve("store"));
        changeEverything(home);
        assertThat(owners(home.folder("cert-1").key(2))).containsEntry("uid", 0);
    }

    @Test
    void linkInPlaceOfTheLockIsNotFollowed() throws Exception {
        Path directory = Files.createDirectory(temporary.resolve("store"));
        giveToTheProxy(directory);
        Path roots = Files.writeString(temporary.resolve("roots"), "kept");
        Files.createSymbolicLink(directory.resolve(".lock"), roots);
        assertThat(Expect.problem(new StoreHome(directory).changes.importAs(ARN, MADE, Map.of())))
                .contains("could not be changed");
        assertThat(owners(roots)).containsEntry("uid", 0);
        assertThat(roots).hasContent("kept");
    }

    private static void changeEverything(StoreHome home) {
        Expect.usable(home.changes.importAs(ARN, MADE, Map.of()));
        Expect.usable(home.changes.tag(ARN, Map.of("owner", "payments")));
        Expect.usable(home.changes.reimport(ARN, StoreHome.client("partner-a")));
    }

    private static void giveToTheProxy(Path path) throws IOException {
        Files.setAttribute(path, "unix:uid", PROXY);
        Files.setAttribute(path, "unix:gid", GROUP);
    }

    private static void assertAllAreTheProxys(Path directory) throws IOException {
        List<Path> all;
        try (Stream<Path> paths = Files.walk(directory)) {
            all = paths.toList();
        }
        assertThat(all).anyMatch(path -> path.endsWith("key-2.pem")).anyMatch(path -> path.endsWith(".lock"));
        for (Path path : all) {
            assertThat(owners(path)).as("%s", path).containsEntry("uid", PROXY).containsEntry("gid", GROUP);
        }
    }

    private static Map<String, Object> owners(Path path) throws IOException {
        return Files.readAttributes(path, "unix:uid,gid", LinkOption.NOFOLLOW_LINKS);
    }
}
