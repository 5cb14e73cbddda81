package io.cdmaa.image;

import io.cdmaa.Causes;
import java.io.EOFException;
import java.util.regex.Pattern;

/**
 * Codec errors in plain language. The codecs' own messages name markers, tables, array indices and
 * status codes ("Decode returned code NotEnoughData", "Index 5 out of bounds"), which tell a user
 * less than these three cases.
 */
final class CodecFaults {
  private static final Pattern TRUNCATED =
      Pattern.compile(
          "premature end|unexpected end|truncated|end of (file|stream|input)|NotEnoughData"
              + "|Suspended",
          Pattern.CASE_INSENSITIVE);

  private static final Pattern UNSUPPORTED =
      Pattern.compile("unsupported|not supported", Pattern.CASE_INSENSITIVE);

  private CodecFaults() {}

  /** Returns the clause for an exception of a codec. */
  static String clause(Throwable failure) {
    for (Throwable at = failure; at != null; at = at.getCause()) {
      if (at instanceof EOFException) {
        return clause("end of file");
      }
    }
    return clause(failure.getMessage() == null ? Causes.of(failure) : failure.getMessage());
  }

  /** Returns the clause for a message of a codec. */
  static String clause(String message) {
    if (TRUNCATED.matcher(message).find()) {
      return "is truncated: it ends before its pixels do";
    }
    return UNSUPPORTED.matcher(message).find()
        ? "is of a variant that cannot be read"
        : "is damaged and cannot be decoded";
  }
}
