package io.cdmaa.protection;

import io.cdmaa.CdmaaException;
import io.cdmaa.ErrorReason;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Collection;
import java.util.function.Predicate;

/**
 * Decides which files a command may write, in one place. Never one of its own inputs, under any
 * name; never one file twice; never contents that do not match the file's name; and a file that
 * {@code cdmaa} did not write only if the caller permits it.
 */
public final class WriteGuard {
  private final FileSet inputs;
  private final boolean replacing;
  private final FileSet claimed = new FileSet();

  /**
   * @param inputs everything that the command reads; files that do not exist count too
   * @param replacing whether foreign files may be replaced
   */
  public WriteGuard(Collection<Path> inputs, boolean replacing) {
    this.inputs = new FileSet(inputs);
    this.replacing = replacing;
  }

  /**
   * Claims a file for the command.
   *
   * @throws CdmaaException if it must not be written; the message names the cause and, except for
   *     replacing it, the remedy
   */
  public void claim(Path target, OutputKind kind) {
    requireFile(target);
    requireName(target, kind);
    claim(target, kind::isOurs);
  }

  /**
   * Claims a file whose name is known to match.
   *
   * @param ours tells whether {@code cdmaa} wrote an existing file
   * @throws CdmaaException if it must not be written
   */
  public void claim(Path target, Predicate<Path> ours) {
    requireNoInput(target);
    requireFile(target);
    if (Files.exists(target, LinkOption.NOFOLLOW_LINKS) && !replacing && !ours.test(target)) {
      throw new CdmaaException(
          ErrorReason.OUTPUT_EXISTS,
          target,
          "The output %s exists and was not written by cdmaa; move it or choose another name"
              .formatted(target));
    }
    if (!claimed.add(target)) {
      throw new CdmaaException(
          ErrorReason.OUTPUT_TWICE,
          target,
          "The output %s is asked for twice; choose another name for one of the two"
              .formatted(target));
    }
  }

  private static void requireFile(Path target) {
    if (Files.exists(target) && !Files.isRegularFile(target)) {
      throw new CdmaaException(
          ErrorReason.OUTPUT_NO_FILE,
          target,
          Files.isDirectory(target)
              ? "The output %s is a folder; name a file inside it".formatted(target)
              : "The output %s is not a regular file; name another".formatted(target));
    }
  }

  /**
   * Rejects an input.
   *
   * @throws CdmaaException if the command reads the file
   */
  public void requireNoInput(Path target) {
    if (inputs.contains(target)) {
      throw new CdmaaException(
          ErrorReason.OUTPUT_IS_INPUT,
          target,
          "The output %s is also an input, which is never overwritten; choose another name"
              .formatted(target));
    }
  }

  /** Returns whether the command reads the file or has already claimed it. */
  public boolean isTaken(Path target) {
    return inputs.contains(target) || claimed.contains(target);
  }

  private static void requireName(Path target, OutputKind kind) {
    if (target.getFileName() == null || !kind.fits(target)) {
      throw new CdmaaException(
          ErrorReason.OUTPUT_NAME,
          target,
          "The output %s would contain %s, which its name does not indicate; end the name in %s"
              .formatted(target, kind.described(), String.join(" or ", kind.extensions())));
    }
  }
}
