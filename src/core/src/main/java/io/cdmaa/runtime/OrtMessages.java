package io.cdmaa.runtime;

import ai.onnxruntime.OrtException;
import java.util.regex.Pattern;

/**
 * Extracts the text of ONNX Runtime's messages from the status code, the C++ source line and the
 * C++ signature that surround it.
 */
public final class OrtMessages {
  private static final int LONGEST = 300;

  private static final Pattern STATUS =
      Pattern.compile(
          "Error code - \\w+ - message: |\\[ONNXRuntimeError\\] : \\d+ : \\w+ : |Status Message:"
              + " |Exception during \\w+: ");

  /** A source file with a line number and a function signature. */
  private static final Pattern SOURCE =
      Pattern.compile(
          "\\S*/\\S+\\.(?:cc|h|hpp|cu|cpp):\\d+ "
              + "(?:[^()]*\\((?:[^()]|\\([^()]*\\))*\\)(?: const)? ?)?");

  /** The condition of an assertion, which precedes the explanation. */
  private static final Pattern ASSERTION =
      Pattern.compile("[^ ]+ (?:==|!=|<=|>=|<|>|&&|\\|\\|)[^.]* was false\\. ");

  /** Standalone signatures and qualified C++ names. */
  private static final Pattern QUALIFIED =
      Pattern.compile(
          "(?:\\w+ )?(?:onnxruntime|onnx|std|google)::[\\w:<>~&*, ]+(?:\\([^()]*\\)(?: const)?)?"
              + " ?");

  private static final Pattern NODE_RUN =
      Pattern.compile(
          "Non-zero status code returned while running (\\w+) node\\. Name:'([^']*)' ?");

  private static final Pattern MISSING =
      Pattern.compile(
          "NOT_IMPLEMENTED|is not a registered function/op|No Op registered|Could not find an"
              + " implementation");

  private static final Pattern MEMORY =
      Pattern.compile("(?i)allocate memory|bad_alloc|out of memory|OUT_OF_MEMORY");

  private static final Pattern WRITING =
      Pattern.compile("Protobuf serialization failed|system error number 28|No space left");

  private OrtMessages() {}

  /** Returns the first sentence of the text, or "no reason given". */
  public static String reason(OrtException failure) {
    return reason(String.valueOf(failure.getMessage()));
  }

  /** Returns whether the failure is an operator that is unknown in the graph's version or types. */
  public static boolean isMissingOperator(OrtException failure) {
    return MISSING.matcher(String.valueOf(failure.getMessage())).find();
  }

  /** Returns whether memory ran out. */
  public static boolean isOutOfMemory(OrtException failure) {
    return MEMORY.matcher(String.valueOf(failure.getMessage())).find();
  }

  /** Returns whether a file could not be written. */
  public static boolean isWriteFailure(OrtException failure) {
    return WRITING.matcher(String.valueOf(failure.getMessage())).find();
  }

  static String reason(String message) {
    String text = message.lines().findFirst().orElse("");
    text = STATUS.matcher(text).replaceAll("");
    text = SOURCE.matcher(text).replaceAll("");
    text = ASSERTION.matcher(text).replaceAll("");
    text = QUALIFIED.matcher(text).replaceAll("");
    text = NODE_RUN.matcher(text).replaceAll("at operator $1 '$2': ");
    text = text.strip().replaceAll("\\s+", " ").replaceAll("[:;,.\\s]+$", "");
    if (text.isBlank()) {
      return "no reason given";
    }
    return text.length() > LONGEST ? text.substring(0, LONGEST) + "..." : text;
  }
}
