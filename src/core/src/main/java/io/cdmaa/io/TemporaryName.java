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
 * Names of temporary files. They tell which process of which machine writes the file, so that
 * another one can remove what a killed process left behind, and nothing that is being written.
 */
final class TemporaryName {
  /** Of another machine nothing is known, so its files are left alone for so long. */
  private static final Duration FOREIGN_LIFE = Duration.ofDays(1);

  private static final Pattern NAME =
      Pattern.compile(
          "\\.cdmaa-([0-9a-f]+)-([0-9]+)-[0-9a-f-]+" + Pattern.quote(AtomicFile.TEMPORARY_SUFFIX));

  private static final String MACHINE = machine();

  private TemporaryName() {}

  /** A name that no other file has. */
  static String next() {
    return ".cdmaa-"
        + MACHINE
        + "-"
        + ProcessHandle.current().pid()
        + "-"
        + UUID.randomUUID()
        + AtomicFile.TEMPORARY_SUFFIX;
  }

  /** Whether a file is a temporary one whose process has ended. */
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
   * Whether a process lives that may have written a file at a time; its number may be another's.
   */
  private static boolean lives(long pid, Instant written) {
    Optional<ProcessHandle> process = ProcessHandle.of(pid);
    return process.isPresent()
        && process
            .flatMap(p -> p.info().startInstant())
            .filter(start -> start.isAfter(written.plusSeconds(1)))
            .isEmpty();
  }

  /** This start of this machine, and the container in it, since each counts its own processes. */
  private static String machine() {
    CRC32 crc = new CRC32();
    try {
      crc.update(Files.readAllBytes(Path.of("/proc/sys/kernel/random/boot_id")));
      crc.update(
          Files.readSymbolicLink(Path.of("/proc/self/ns/pid"))
              .toString()
              .getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      // No Linux: a number for each process, so that only age tells.
      return Long.toHexString(UUID.randomUUID().getMostSignificantBits() >>> 1);
    }
    return Long.toHexString(crc.getValue());
  }
}
