package io.cdmaa.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** How Java is started for Spark. */
final class SparkJava {
  /** What {@code spark-submit} gives to Java, see Spark's {@code JavaModuleOptions}. */
  private static final List<String> OPENED =
      List.of(
          "java.base/java.lang",
          "java.base/java.lang.invoke",
          "java.base/java.lang.reflect",
          "java.base/java.io",
          "java.base/java.net",
          "java.base/java.nio",
          "java.base/java.util",
          "java.base/java.util.concurrent",
          "java.base/java.util.concurrent.atomic",
          "java.base/jdk.internal.ref",
          "java.base/sun.nio.ch",
          "java.base/sun.nio.cs",
          "java.base/sun.security.action",
          "java.base/sun.util.calendar",
          "java.security.jgss/sun.security.krb5");

  private SparkJava() {}

  /**
   * Returns the beginning of a command line, up to the class to run.
   *
   * @param work the folder of the cluster, with its configuration and a folder for working files
   * @param spark the folder of Spark's jars
   * @param options of Java
   */
  static List<String> command(Path work, Path spark, String... options) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-XX:+UseSerialGC",
            // These processes start and coordinate; what they compile in full never pays off.
            "-XX:TieredStopAtLevel=1",
            "-XX:+IgnoreUnrecognizedVMOptions",
            "-Djava.awt.headless=true"));
    OPENED.forEach(module -> command.add("--add-opens=" + module + "=ALL-UNNAMED"));
    command.addAll(
        List.of(
            "--enable-native-access=ALL-UNNAMED",
            "-Dio.netty.tryReflectionSetAccessible=true",
            "-Djava.io.tmpdir=" + work.resolve("local")));
    command.addAll(List.of(options));
    command.addAll(List.of("-cp", work.resolve("conf") + ":" + spark.resolve("jars") + "/*"));
    return command;
  }
}
