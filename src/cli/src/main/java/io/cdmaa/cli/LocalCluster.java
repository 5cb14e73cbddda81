package io.cdmaa.cli;

import io.cdmaa.CdmaaException;
import io.cdmaa.ErrorReason;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;

/**
 * A Spark cluster on this machine: a master, workers and the drivers of jobs, each a process, from
 * nothing but Spark's jars. All of them end when it is closed, and at the latest with this process.
 */
public final class LocalCluster implements AutoCloseable {
  private static final long LOOK_MILLISECONDS = 100;
  private static final long PATIENCE_SECONDS = 120;

  private static final String LOGGING =
      """
      rootLogger.level = warn
      rootLogger.appenderRef.stderr.ref = console
      appender.console.type = Console
      appender.console.name = console
      appender.console.target = SYSTEM_ERR
      appender.console.layout.type = PatternLayout
      appender.console.layout.pattern = %d{HH:mm:ss} %p %c{1}: %m%n%ex
      logger.native.name = org.apache.hadoop.util.NativeCodeLoader
      logger.native.level = error
      # The job says itself that it has lost an executor, and goes on.
      appender.console.filter.lost.type = RegexFilter
      appender.console.filter.lost.regex = (?s).*[Ll]ost (executor|task) .*
      appender.console.filter.lost.onMatch = DENY
      appender.console.filter.lost.onMismatch = NEUTRAL
      logger.network.name = org.apache.spark.network
      logger.network.level = off
      # Tasks that end while a stopped driver closes.
      logger.messages.name = org.apache.spark.rpc.netty.Dispatcher
      logger.messages.level = error
      """;

  /**
   * What a cluster consists of.
   *
   * @param spark a folder with Spark's jars in {@code jars}
   * @param workers number of workers, each with one executor
   * @param cores photos at a time of each
   * @param heap memory of Java of each executor in MiB; the generators need more beside it
   */
  public record Size(Path spark, int workers, int cores, int heap) {}

  private final Size size;
  private final Path work;
  private final String address;
  private final List<GuardedProcess> processes = new ArrayList<>();
  private int drivers;

  private LocalCluster(Size size, Path work, String address) {
    this.size = size;
    this.work = work;
    this.address = address;
  }

  /**
   * Starts master and workers, and waits until the master listens.
   *
   * @param work a folder for logs and working files
   * @param cancelled asked while waiting
   * @throws CdmaaException if Spark's jars are missing or the master does not start
   * @throws CancellationException if it was cancelled
   */
  public static LocalCluster start(Size size, Path work, BooleanSupplier cancelled)
      throws InterruptedException {
    if (!Files.isDirectory(size.spark().resolve("jars"))) {
      throw new CdmaaException(
          ErrorReason.FILE,
          size.spark(),
          "There are no jars of Spark in " + size.spark().resolve("jars"));
    }
    try {
      Files.createDirectories(work.resolve("conf"));
      Files.createDirectories(work.resolve("local"));
      Files.writeString(work.resolve("conf/log4j2.properties"), LOGGING);
      int port = freePort();
      LocalCluster cluster = new LocalCluster(size, work, "spark://127.0.0.1:" + port);
      try {
        cluster.start(port, cancelled);
        return cluster;
      } catch (IOException | RuntimeException | InterruptedException e) {
        cluster.close();
        throw e;
      }
    } catch (IOException e) {
      throw new CdmaaException(
          ErrorReason.FILE, work, "The cluster cannot work in " + work + " (" + e + ")", e);
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private void start(int port, BooleanSupplier cancelled) throws IOException, InterruptedException {
    GuardedProcess master =
        daemon(
            "master",
            List.of(
                "-Dspark.master.rest.enabled=false",
                "org.apache.spark.deploy.master.Master",
                "--host",
                "127.0.0.1",
                "--port",
                "" + port,
                "--webui-port",
                "0"));
    long end = System.nanoTime() + PATIENCE_SECONDS * 1_000_000_000L;
    while (!listens(port)) {
      if (cancelled.getAsBoolean()) {
        throw new CancellationException();
      }
      if (!master.isAlive() || System.nanoTime() > end) {
        throw new CdmaaException(
            ErrorReason.RUNTIME,
            "The master of the cluster does not start; "
                + work.resolve("master.log")
                + " says: "
                + lastLine(work.resolve("master.log")));
      }
      Thread.sleep(LOOK_MILLISECONDS);
    }
    for (int i = 1; i <= size.workers(); i++) {
      startWorker("worker-" + i);
    }
  }

  /** Starts one more worker. */
  public void startWorker(String name) throws IOException {
    daemon(
        name,
        List.of(
            "org.apache.spark.deploy.worker.Worker",
            "--host",
            "127.0.0.1",
            "--cores",
            "" + size.cores(),
            "--memory",
            size.heap() + "m",
            "--work-dir",
            work.resolve(name).toString(),
            "--webui-port",
            "0",
            address));
  }

  private static boolean listens(int port) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  private static String lastLine(Path log) throws IOException {
    List<String> lines = Files.exists(log) ? Files.readAllLines(log) : List.of();
    return lines.isEmpty() ? "nothing" : lines.get(lines.size() - 1);
  }

  private GuardedProcess daemon(String name, List<String> arguments) throws IOException {
    List<String> command = java("-Xmx256m");
    command.addAll(arguments);
    return start(command, work.resolve(name + ".log"), name);
  }

  /**
   * Submits a job.
   *
   * @param jar of the job
   * @param settings of Spark, besides those of the cluster's size; with {@code spark.master}, the
   *     job runs elsewhere
   * @param main the class of the job
   * @param arguments of the job
   * @param log receives the driver's output; null for the output of this process
   * @return the driver
   */
  public Driver submit(
      Path jar, Map<String, String> settings, String main, List<String> arguments, Path log)
      throws IOException {
    Map<String, String> all = new LinkedHashMap<>();
    all.put("spark.executor.cores", "" + size.cores());
    all.put("spark.executor.memory", size.heap() + "m");
    all.put("spark.ui.enabled", "false");
    all.put("spark.driver.host", "127.0.0.1");
    all.putAll(settings);
    List<String> command = java("-Xmx1g");
    command.add("org.apache.spark.deploy.SparkSubmit");
    all.putIfAbsent("spark.master", address);
    command.addAll(List.of("--deploy-mode", "client", "--class", main));
    all.forEach((name, value) -> command.addAll(List.of("--conf", name + "=" + value)));
    command.add(jar.toString());
    command.addAll(arguments);
    drivers++;
    return new Driver(start(command, log, "driver-" + drivers));
  }

  /** The process of a job. */
  public static final class Driver implements AutoCloseable {
    private final GuardedProcess process;

    private Driver(GuardedProcess process) {
      this.process = process;
    }

    /** Waits for the end of the job; returns whether it has come. */
    public boolean waitFor(long milliseconds) throws InterruptedException {
      return process.waitFor(milliseconds);
    }

    /** Asks the job to end and to clean up; returns whether it has done so in time. */
    public boolean stop() throws InterruptedException {
      return process.terminate(PATIENCE_SECONDS * 1000);
    }

    /** Returns the exit code of a job that has ended. */
    public int exitCode() {
      return process.exitCode();
    }

    /** Kills the driver. */
    @Override
    public void close() {
      process.close();
    }
  }

  private List<String> java(String... options) {
    return SparkJava.command(work, size.spark(), options);
  }

  private GuardedProcess start(List<String> command, Path log, String name) throws IOException {
    GuardedProcess process =
        GuardedProcess.start(
            command,
            Map.of(
                "SPARK_HOME", size.spark().toString(),
                // Otherwise every executor ends because it cannot guess it.
                "SPARK_SCALA_VERSION", "2.13",
                "SPARK_LOCAL_IP", "127.0.0.1",
                "SPARK_CONF_DIR", work.resolve("conf").toString(),
                "SPARK_LOCAL_DIRS", work.resolve("local").toString(),
                "OMP_NUM_THREADS", "1",
                "ORT_DISABLE_TELEMETRY", "1"),
            log,
            work.resolve(name + ".pid"));
    processes.add(process);
    return process;
  }

  /** Ends all processes and deletes the folder of the working files. */
  @Override
  public void close() {
    for (int i = processes.size() - 1; i >= 0; i--) {
      processes.get(i).close();
    }
    WorkFolder.delete(work);
  }
}
