package io.cdmaa.generator;

import io.cdmaa.CdmaaException;
import io.cdmaa.ErrorReason;
import java.nio.file.Path;

/** Errors of a manifest that its schema allows: {@link ManifestRules} has the others. */
final class ManifestFaults {
  private ManifestFaults() {}

  /**
   * Returns the error of a manifest.
   *
   * @param what the error and its remedy
   */
  static CdmaaException wrong(Path path, String what) {
    return fault(path, what, null);
  }

  /** Returns the error of a manifest whose contents were rejected elsewhere. */
  static CdmaaException wrong(Path path, CdmaaException cause) {
    return fault(path, cause.getMessage(), cause);
  }

  private static CdmaaException fault(Path path, String what, Exception cause) {
    return new CdmaaException(
        ErrorReason.MANIFEST, path, "The manifest " + path + " is wrong: " + what, cause);
  }
}
