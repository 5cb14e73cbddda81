package io.cdmaa.runtime;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;

/** Information from the operating system about the processor and this process. */
public final class Processor {
  private static final Path CPU = Path.of("/proc/cpuinfo");
  private static final Path STATUS = Path.of("/proc/self/status");

  private Processor() {}

  /** Returns the processor's model with family and model number, or the architecture if unknown. */
  public static String model() {
    String name = field(CPU, "model name");
    if (name.isEmpty()) {
      return System.getProperty("os.arch");
    }
    return name + " (family " + field(CPU, "cpu family") + ", model " + field(CPU, "model") + ")";
  }

  /** Returns whether the processor has a feature, by the name that Linux gives its flag. */
  public static boolean hasFlag(String name) {
    return Arrays.asList(field(CPU, "flags").split(" ")).contains(name);
  }

  /** Returns the peak resident memory of this process in bytes, or 0 if unknown. */
  public static long peakResidentBytes() {
    String kilobytes = field(STATUS, "VmHWM").replace(" kB", "");
    return kilobytes.isEmpty() ? 0 : Long.parseLong(kilobytes) << 10;
  }

  private static String field(Path file, String name) {
    if (!Files.isReadable(file)) {
      return "";
    }
    try (Stream<String> lines = Files.lines(file)) {
      return lines
          .map(line -> line.split(":", 2))
          .filter(parts -> parts.length == 2 && parts[0].strip().equals(name))
          .map(parts -> parts[1].strip())
          .findFirst()
          .orElse("");
    } catch (IOException e) {
      return "";
    }
  }
}
