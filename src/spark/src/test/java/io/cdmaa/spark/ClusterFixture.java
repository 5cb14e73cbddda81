package io.cdmaa.spark;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.cdmaa.CancellationToken;
import io.cdmaa.Face;
import io.cdmaa.FileProtector;
import io.cdmaa.FileSettings;
import io.cdmaa.PhotoProtector;
import io.cdmaa.cli.LocalCluster;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import javax.imageio.ImageIO;

/** Photos, a model and a cluster of two workers for the job, in a folder of its own. */
final class ClusterFixture implements AutoCloseable {
  private static final Path JAR = Path.of(System.getProperty("cdmaa.spark.jar", ""));
  private static final Path SPARK = Path.of(System.getProperty("cdmaa.spark.home", ""));
  private static final int HEAP = 512;

  /** Executors of tests live for seconds, too short for code that is compiled in full. */
  private static final Map<String, String> BRIEF =
      Map.of(
          "spark.executor.extraJavaOptions",
          "-XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Djava.io.tmpdir=.");

  /** Far longer than any job of a test, even on a busy machine. */
  static final Duration LIMIT = Duration.ofMinutes(10);

  final Path photos;
  final Path models;
  final Path out;
  final Path verdicts;
  final Path work;
  private final Path folder;
  private final LocalCluster cluster;
  private int logs;

  ClusterFixture(Path folder) throws IOException, InterruptedException {
    this(folder, 1);
  }

  /**
   * @param cores photos at a time of each of the two workers
   */
  ClusterFixture(Path folder, int cores) throws IOException, InterruptedException {
    this.folder = folder;
    photos = Files.createDirectory(folder.resolve("photos"));
    models = Files.createDirectory(folder.resolve("models"));
    out = folder.resolve("out");
    verdicts = folder.resolve("verdicts");
    work = folder.resolve("work");
    TinyModel.write(models.resolve("tiny.onnx"));
    cluster = LocalCluster.start(new LocalCluster.Size(SPARK, 2, cores, HEAP), work, () -> false);
  }

  /** Writes a photo of 20 x 16 pixels. */
  Path photo(String name) throws IOException {
    Path file = photos.resolve(name);
    Files.createDirectories(file.getParent());
    BufferedImage image = new BufferedImage(20, 16, BufferedImage.TYPE_INT_RGB);
    Random random = new Random(name.hashCode());
    for (int i = 0; i < 320; i++) {
      image.setRGB(i % 20, i / 20, random.nextInt(1 << 24));
    }
    ImageIO.write(image, "png", file.toFile());
    return file;
  }

  /** A job and where its output goes. */
  record Job(LocalCluster.Driver driver, Path log) implements AutoCloseable {
    /** Kills the driver, unless it has ended. */
    @Override
    public void close() {
      driver.close();
    }

    /** Waits for its end. */
    Finished await() throws IOException, InterruptedException {
      if (!driver.waitFor(LIMIT.toMillis())) {
        driver.close();
        throw new AssertionError("The job does not end:\n" + Files.readString(log));
      }
      return new Finished(driver.exitCode(), Files.readString(log));
    }
  }

  /** The end of a job. */
  record Finished(int code, String output) {}

  /** Starts the job on the photos. */
  Job start(Map<String, String> settings, String... more) throws IOException {
    List<String> arguments = new ArrayList<>();
    if (!List.of(more).contains("--photos") && !List.of(more).contains("--table")) {
      arguments.addAll(List.of("--photos", photos.toString()));
    }
    arguments.addAll(List.of("--models", models.toString(), "--verdicts", verdicts.toString()));
    if (!List.of(more).contains("--output")) {
      arguments.addAll(List.of("--output", out.toString()));
    }
    arguments.addAll(List.of("--cache", "off"));
    arguments.addAll(List.of(more));
    return submit(JAR, settings, "io.cdmaa.spark.ProtectJob", arguments);
  }

  Finished run(String... more) throws IOException, InterruptedException {
    return start(Map.of(), more).await();
  }

  /** Starts the job with nothing but these arguments. */
  Job startAnywhere(Map<String, String> settings, List<String> arguments) throws IOException {
    return submit(JAR, settings, "io.cdmaa.spark.ProtectJob", arguments);
  }

  private Job submit(Path jar, Map<String, String> settings, String main, List<String> arguments)
      throws IOException {
    logs++;
    Path log = folder.resolve("job-" + logs + ".log");
    Map<String, String> all = new HashMap<>(BRIEF);
    all.putAll(settings);
    return new Job(cluster.submit(jar, all, main, arguments, log), log);
  }

  /** Returns the rows of the table of verdicts by the names of their photos. */
  Map<String, JsonNode> rows() throws IOException, InterruptedException {
    return rows(Map.of(), verdicts.toString());
  }

  /** Returns the rows of a table of verdicts by the names of their photos. */
  Map<String, JsonNode> rows(Map<String, String> settings, String table)
      throws IOException, InterruptedException {
    Map<String, String> local = new HashMap<>(settings);
    local.put("spark.master", "local[1]");
    Job show =
        submit(testJar(ShowVerdicts.class), local, ShowVerdicts.class.getName(), List.of(table));
    Finished shown = show.await();
    assertThat(shown.code()).as(shown.output()).isZero();
    Map<String, JsonNode> rows = new TreeMap<>();
    ObjectMapper json = new ObjectMapper();
    for (String line : shown.output().lines().filter(l -> l.startsWith("ROW ")).toList()) {
      JsonNode row = json.readTree(line.substring(ShowVerdicts.MARK.length()));
      String photo = row.get("photo").asText();
      JsonNode before = rows.put(photo.substring(photo.lastIndexOf('/') + 1), row);
      assertThat(before).as("a second row of " + photo).isNull();
    }
    return rows;
  }

  private static Path classes(Class<?> type) {
    try {
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }

  /** Returns a jar with a class of the tests and those nested in it. */
  Path testJar(Class<?> type) throws IOException {
    Path jar = folder.resolve(type.getSimpleName() + ".jar");
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
      Path classes = classes(type);
      String prefix = type.getName().replace('.', '/');
      try (Stream<Path> files = Files.list(classes.resolve(prefix).getParent())) {
        for (Path file : files.sorted().toList()) {
          String name = classes.relativize(file).toString();
          if (name.equals(prefix + ".class") || name.startsWith(prefix + "$")) {
            out.putNextEntry(new ZipEntry(name));
            Files.copy(file, out);
            out.closeEntry();
          }
        }
      }
    }
    return jar;
  }

  /** Protects a photo in this process, without Spark, and returns the file. */
  Path alone(Path photo, int iterations) throws IOException {
    Path file =
        Files.createDirectories(folder.resolve("alone"))
            .resolve(photo.getFileName().toString().replaceAll("\\.\\w+$", ".png"));
    try (FileProtector files =
        FileProtector.of(
            PhotoProtector.builder()
                .models(models)
                .arithmetic("plain")
                .withoutCache()
                .threads(1)
                .iterations(iterations),
            new FileSettings(
                "png", OptionalInt.empty(), OptionalDouble.empty(), "cdmaa development"))) {
      files.protect(photo, file, "", Face.UNKNOWN, new CancellationToken());
    }
    return file;
  }

  /** Returns all files below the output folder, relative to it. */
  Set<String> files() throws IOException {
    if (!Files.exists(out)) {
      return Set.of();
    }
    try (Stream<Path> all = Files.walk(out)) {
      TreeSet<String> names = new TreeSet<>();
      all.filter(file -> !Files.isDirectory(file) || isEmpty(file))
          .forEach(file -> names.add(out.relativize(file).toString()));
      return names;
    }
  }

  private static boolean isEmpty(Path folder) {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.findAny().isEmpty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the number of protected photos in the output folder. */
  int finished() {
    try (Stream<Path> entries = Files.list(out)) {
      return (int)
          entries
              .map(file -> file.getFileName().toString())
              .filter(name -> !name.startsWith(".") && name.endsWith(".png"))
              .count();
    } catch (IOException e) {
      return 0;
    }
  }

  /** Returns the executors by their working folders. */
  Map<Path, ProcessHandle> executors() throws IOException {
    Map<Path, ProcessHandle> found = new HashMap<>();
    for (ProcessHandle child : ProcessHandle.current().descendants().toList()) {
      try {
        Path folder = Files.readSymbolicLink(Path.of("/proc/" + child.pid() + "/cwd"));
        if (folder.startsWith(work.toRealPath())
            && folder.getParent().getFileName() != null
            && folder.getParent().getFileName().toString().startsWith("app-")) {
          found.put(folder, child);
        }
      } catch (IOException e) {
        // It has ended.
      }
    }
    return found;
  }

  static void kill(ProcessHandle process) {
    process.destroyForcibly();
  }

  /** Returns the process of a worker. */
  Optional<ProcessHandle> worker(String name) throws IOException {
    return ProcessHandle.of(Long.parseLong(Files.readString(work.resolve(name + ".pid")).strip()));
  }

  void startWorker(String name) throws IOException {
    cluster.startWorker(name);
  }

  @Override
  public void close() {
    cluster.close();
  }
}
