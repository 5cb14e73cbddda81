package io.cdmaa.cli;

import io.cdmaa.Causes;
import io.cdmaa.server.Limits;
import io.cdmaa.server.ServerSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The options for where a service listens and what it accepts. */
final class ServerOptions {
  private static final int SHORTEST_TOKEN = 16;

  @Option(
      names = "--bind",
      paramLabel = "ADDRESS",
      defaultValue = "127.0.0.1",
      description =
          "Address to listen on; 0.0.0.0 for all. Others than this machine's own need --token-file."
              + " Default: ${DEFAULT-VALUE}.")
  private String address;

  @Option(
      names = "--port",
      paramLabel = "N",
      defaultValue = "8080",
      description = "Port to listen on; 0 for any free one. Default: ${DEFAULT-VALUE}.")
  private int port;

  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      description =
          "File with a secret of at least 16 characters that every client has to send; the page asks"
              + " for it.")
  private Path tokenFile;

  @Option(
      names = "--insecure",
      description = "Serve other machines without a token: anyone who reaches the port may use it.")
  private boolean insecure;

  @Option(
      names = "--host",
      paramLabel = "NAME",
      description =
          "A name by which browsers address the service, for instance that of a proxy before it."
              + " May be repeated. Requests for other names are refused.")
  private final List<String> hosts = new ArrayList<>();

  @Option(
      names = "--data",
      paramLabel = "FOLDER",
      description =
          "Folder for photos while they are needed; one service at a time. Default:"
              + " $XDG_STATE_HOME/cdmaa/serve-PORT or ~/.local/state/cdmaa/serve-PORT.")
  private Path data;

  @Option(
      names = "--max-size",
      paramLabel = "SIZE",
      converter = MemorySize.Converter.class,
      description = "Largest photo file. Default: 50M.")
  private MemorySize bytes;

  @Option(
      names = "--max-megapixels",
      paramLabel = "N",
      defaultValue = "40",
      description = "Most pixels of a photo, in millions. Default: ${DEFAULT-VALUE}.")
  private int megapixels;

  @Option(
      names = "--queue",
      paramLabel = "N",
      defaultValue = "64",
      description = "Most photos that wait. Default: ${DEFAULT-VALUE}.")
  private int queue;

  @Option(
      names = "--per-client",
      paramLabel = "N",
      defaultValue = "32",
      description = "Most unfinished photos from one address. Default: ${DEFAULT-VALUE}.")
  private int perClient;

  @Option(
      names = "--upload-seconds",
      paramLabel = "N",
      defaultValue = "60",
      description = "Time for a photo to arrive. Default: ${DEFAULT-VALUE}.")
  private int uploadSeconds;

  @Option(
      names = "--keep-minutes",
      paramLabel = "N",
      defaultValue = "60",
      description =
          "How long finished photos are kept; ten minutes at most after they were fetched. Default:"
              + " ${DEFAULT-VALUE}.")
  private int keepMinutes;

  @Option(
      names = "--disk",
      paramLabel = "SIZE",
      converter = MemorySize.Converter.class,
      description = "Most bytes of all photos in --data. Default: 4G.")
  private MemorySize disk;

  @Option(
      names = "--drain-seconds",
      paramLabel = "N",
      defaultValue = "15",
      description =
          "How long photos in progress may go on when the service is ended. Default:"
              + " ${DEFAULT-VALUE}.")
  private int drainSeconds;

  /**
   * Returns the settings that these options describe.
   *
   * @throws ParameterException if a value is out of range, or other machines could use the service
   *     without a token
   */
  ServerSettings settings(CommandSpec spec) {
    within(spec, "--port", port, 0, 65_535);
    within(spec, "--max-megapixels", megapixels, 1, 64);
    within(spec, "--queue", queue, 1, 100_000);
    within(spec, "--per-client", perClient, 1, 100_000);
    within(spec, "--upload-seconds", uploadSeconds, 1, 86_400);
    within(spec, "--keep-minutes", keepMinutes, 1, 10_080);
    within(spec, "--drain-seconds", drainSeconds, 0, 3600);
    Limits limits =
        Limits.DEFAULT
            .withPhoto(
                bytes == null ? Limits.DEFAULT.bytes() : bytes.bytes(), megapixels * 1_000_000L)
            .withQueue(queue, perClient)
            .withUpload(Duration.ofSeconds(uploadSeconds))
            .withKeep(Duration.ofMinutes(keepMinutes), delivered())
            .withDisk(disk == null ? Limits.DEFAULT.disk() : disk.bytes());
    ServerSettings settings =
        new ServerSettings(
            address,
            port,
            data == null ? folder(spec, System.getenv()) : data,
            token(spec),
            hosts,
            Duration.ofSeconds(drainSeconds),
            limits);
    if (!settings.loopback() && settings.token().isEmpty() && !insecure) {
      throw new ParameterException(
          spec.commandLine(),
          "--bind "
              + address
              + " lets other machines use the service; give it a secret with --token-file, or allow"
              + " anyone with --insecure");
    }
    return settings;
  }

  private Duration delivered() {
    Duration kept = Duration.ofMinutes(keepMinutes);
    Duration usual = Limits.DEFAULT.keepDelivered();
    return kept.compareTo(usual) < 0 ? kept : usual;
  }

  private static void within(CommandSpec spec, String option, int value, int low, int high) {
    AttackOptions.require(
        spec, value >= low && value <= high, option, value, "from " + low + " to " + high);
  }

  private Optional<String> token(CommandSpec spec) {
    if (tokenFile == null) {
      return Optional.empty();
    }
    try {
      String token = Files.readString(tokenFile).strip();
      if (token.length() < SHORTEST_TOKEN || !token.matches("[\\x21-\\x7e]+")) {
        throw new ParameterException(
            spec.commandLine(),
            "The token in "
                + tokenFile
                + " is not one word of at least "
                + SHORTEST_TOKEN
                + " ASCII characters; write one, for instance by: head -c 24 /dev/urandom | base64");
      }
      return Optional.of(token);
    } catch (IOException e) {
      throw Causes.unreadable("The token", tokenFile, e);
    }
  }

  private Path folder(CommandSpec spec, Map<String, String> environment) {
    String state = environment.getOrDefault("XDG_STATE_HOME", "");
    String home = environment.getOrDefault("HOME", "");
    if (state.isEmpty() && home.isEmpty()) {
      throw new ParameterException(
          spec.commandLine(), "There is no home folder for the photos; name a folder with --data");
    }
    Path base = state.isEmpty() ? Path.of(home, ".local", "state") : Path.of(state);
    return base.resolve("cdmaa").resolve("serve-" + port);
  }
}
