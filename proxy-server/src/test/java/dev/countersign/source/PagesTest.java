package dev.countersign.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The pages lead where they say: to files and headings that are there, to classes in the package that they name. */
final class PagesTest {
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s#]*)(?:#([^)\\s]+))?\\)");
    private static final Pattern PATH = Pattern.compile("(?<![\\w/.(\\[-])(?:docs|examples)/[\\w./-]*\\w");
    private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.+)$");
    private static final Pattern FENCED = Pattern.compile("(?ms)^```.*?^```$");
    private static final Pattern CODE = Pattern.compile("`([^`\n]+)`");
    private static final Pattern CLASS = Pattern.compile("([a-z]+(?:\\.[a-z]+)*)\\.([A-Z]\\w+)(?:\\.[a-z]\\w*)?");

    @Test
    void everyLinkLeadsToAFileAndAHeadingThatAreThere() {
        List<String> broken = new ArrayList<>();
        int links = 0;
        for (Path page : pages()) {
            Matcher link = LINK.matcher(FENCED.matcher(read(page)).replaceAll(""));
            while (link.find()) {
                links++;
                String file = link.group(1);
                if (!file.contains("://") && !leads(page, file, link.group(2))) {
                    broken.add(page.getFileName() + ": " + link.group());
                }
            }
        }
        assertThat(broken).isEmpty();
        assertThat(links).isGreaterThan(60);
    }

    private static boolean leads(Path page, String file, @Nullable String anchor) {
        Path target = file.isEmpty() ? page : page.resolveSibling(file);
        return Files.exists(target) && (anchor == null || anchors(target).contains(anchor));
    }

    @Test
    void everyPageThatIsNamedInTextIsThere() {
        for (Path page : pages()) {
            assertThat(PATH.matcher(read(page))
                            .results()
                            .map(it -> SourceTree.root().resolve(it.group())))
                    .as(page.toString())
                    .allMatch(Files::exists);
        }
    }

    @Test
    void everyClassInTheArchitectureIsInThePackageThatItNames() {
        List<String> classes = classes();
        List<String> named = CODE.matcher(read(SourceTree.root().resolve("ARCHITECTURE.md")))
                .results()
                .map(code -> CLASS.matcher(code.group(1)))
                .filter(Matcher::matches)
                .map(name -> "/" + name.group(1).replace('.', '/') + "/" + name.group(2) + ".java")
                .toList();

        assertThat(named).hasSizeGreaterThan(60);
        assertThat(named.stream().filter(name -> classes.stream().noneMatch(it -> it.endsWith(name))))
                .isEmpty();
    }

    /** By the names of their files alone: parsing all of them is another test's business. */
    private static List<String> classes() {
        List<String> files = new ArrayList<>();
        try (Stream<Path> modules = Files.list(SourceTree.root())) {
            for (Path source : modules.map(module -> module.resolve("src"))
                    .filter(Files::isDirectory)
                    .toList()) {
                try (Stream<Path> tree = Files.walk(source)) {
                    tree.map(Path::toString).forEach(files::add);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return files;
    }

    private static List<Path> pages() {
        Path root = SourceTree.root();
        try (Stream<Path> top = Files.list(root);
                Stream<Path> docs = Files.list(root.resolve("docs"))) {
            return Stream.concat(top, docs)
                    .filter(path -> path.toString().endsWith(".md"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As GitHub makes them: words and hyphens, in lower case. */
    private static Set<String> anchors(Path page) {
        return HEADING.matcher(FENCED.matcher(read(page)).replaceAll(""))
                .results()
                .map(heading -> heading.group(1)
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^\\w\\- ]", "")
                        .replace(' ', '-'))
                .collect(Collectors.toSet());
    }

    private static String read(Path page) {
        try {
            return Files.readString(page);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
