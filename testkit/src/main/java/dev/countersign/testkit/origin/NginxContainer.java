package dev.countersign.testkit.origin;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.ContainerFetchException;
import org.testcontainers.containers.ContainerLaunchException;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.utility.DockerImageName;
import org.testcontainers.utility.MountableFile;

/** nginx in a container, under the very configuration of {@link NginxOrigin}. */
public final class NginxContainer implements NginxPeer {
    /** Names the image; whatever it is, {@code nginx} must be on its PATH. */
    private static final String IMAGE_VARIABLE = "COUNTERSIGN_NGINX_IMAGE";

    private static final String DEFAULT_IMAGE = "nginx:1.27";
    private static final String PREFIX = "/origin";
    private static final int PORT = 8443;

    private final GenericContainer<?> container;

    private NginxContainer(GenericContainer<?> container) {
        this.container = container;
    }

    /**
     * Starts the container and returns once nginx accepts connections. Skips the test (in CI: fails it) when Docker does not
     * answer.
     */
    public static NginxContainer start(NginxSettings settings) {
        requireDocker();
        NginxContainer origin = new NginxContainer(container());
        try {
            Path prefix = Directories.create("nginx");
            try {
                NginxConfiguration.write(prefix, "0.0.0.0:" + PORT, settings);
                origin.container.withCopyFileToContainer(MountableFile.forHostPath(prefix), PREFIX);
                origin.container.start();
            } catch (ContainerLaunchException e) {
                Peers.demand(
                        !(e.getCause() instanceof ContainerFetchException),
                        "Docker has no image for nginx: " + e.getMessage(),
                        Peers.inContinuousIntegration());
                throw e;
            } finally {
                Directories.delete(prefix);
            }
            return origin;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static GenericContainer<?> container() {
        String[] arguments = NginxConfiguration.arguments(PREFIX);
        String[] command = new String[arguments.length + 1];
        command[0] = "nginx";
        System.arraycopy(arguments, 0, command, 1, arguments.length);
        String image = System.getenv().getOrDefault(IMAGE_VARIABLE, DEFAULT_IMAGE);
        return new GenericContainer<>(DockerImageName.parse(image))
                .withExposedPorts(PORT)
                .withCommand(command)
                .waitingFor(Wait.forLogMessage(".*" + NginxConfiguration.READY + ".*\\n", 1));
    }

    private static void requireDocker() {
        Peers.demand(
                answers(),
                "Docker does not answer, or lacks what Testcontainers needs",
                Peers.inContinuousIntegration());
    }

    /** Unless told otherwise, Testcontainers starts a container of its own first, whose image may be out of reach. */
    private static boolean answers() {
        try {
            return DockerClientFactory.instance().isDockerAvailable();
        } catch (ContainerFetchException outOfReach) {
            return false;
        }
    }

    @Override
    public int port() {
        return container.getMappedPort(PORT);
    }

    @Override
    public String log() {
        return container.getLogs();
    }

    @Override
    public void close() {
        container.stop();
    }
}
