package io.cdmaa.io;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32;

/**
 * Names of temporary files. They identify the process and machine that write the file, so that
 * another process can remove what a killed one left behind without touching files in use.
 */
final class TemporaryName {
  /** Processes of other machines cannot be checked, so their files are kept for this long. */
  private static final Duration FOREIGN_LIFE = Duration.ofDays(1);

  private static final Pattern NAME =
      Pattern.compile(
          "\\.cdmaa-([0-9a-f]+)-([0-9]+)-[0-9a-f-]+" + Pattern.quote(AtomicFile.TEMPORARY_SUFFIX));

  private static final String MACHINE = machine();

  private TemporaryName() {}

  /** Returns a unique name. */
  static String next() {
    return ".cdmaa-"
        + MACHINE
        + "-"
        + ProcessHandle.current().pid()
        + "-"
        + UUID.randomUUID()
        + AtomicFile.TEMPORARY_SUFFIX;
  }

  /** Returns whether a file is a temporary one whose process has ended. */
  static boolean isAbandoned(Path file) {
    Matcher name = NAME.matcher(file.getFileName().toString());
    if (!name.matches()) {
      return false;
    }
    try {
      Instant written = Files.getLastModifiedTime(file).toInstant();
      return name.group(1).equals(MACHINE)
          ? !lives(Long.parseLong(name.group(2)), written)
          : written.isBefore(Instant.now().minus(FOREIGN_LIFE));
    } catch (IOException | NumberFormatException e) {
      return false;
    }
  }

  /**
   * Returns whether a running process may have written a file at a time; process ids are reused.
   */
  private static boolean lives(long pid, Instant written) {
    Optional<ProcessHandle> process = ProcessHandle.of(pid);
    return process.isPresent()
        && process
            .flatMap(p -> p.info().startInstant())
            .filter(start -> start.isAfter(written.plusSeconds(1)))
            .isEmpty();
  }

  /**
   * Returns an id of this boot of this machine, and of the container, since each numbers its own
   * processes.
   */
  private static String machine() {
    CRC32 crc = new CRC32();
    try {
      crc.update(Files.readAllBytes(Path.of("/proc/sys/kernel/random/boot_id")));
      crc.update(
          Files.readSymbolicLink(Path.of("/proc/self/ns/pid"))
              .toString()
              .getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      // Not Linux: an id per process, so that only the file's age counts.
      return Long.toHexString(UUID.randomUUID().getMostSignificantBits() >>> 1);
    }
    return Long.toHexString(crc.getValue());
  }
}
