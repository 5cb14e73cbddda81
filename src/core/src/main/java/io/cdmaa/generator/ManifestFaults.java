package io.cdmaa.generator;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import io.cdmaa.CdmaaException;
import io.cdmaa.ErrorReason;
import io.cdmaa.Suggestions;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** Explains errors in a manifest to its author; Jackson's own messages name Java classes. */
final class ManifestFaults {
  /** The plain name of a Java type. */
  private record Kind(Class<?> type, String words) {}

  private static final List<Kind> KINDS =
      List.of(
          new Kind(Integer.class, "a whole number"),
          new Kind(Double.class, "a number"),
          new Kind(String.class, "a text"),
          new Kind(List.class, "a list, [A, B, ...]"),
          new Kind(Record.class, "a block of lines 'key: value', or {key: value, ...}"));

  private ManifestFaults() {}

  /**
   * Returns the error of a manifest.
   *
   * @param what the error and its remedy
   */
  static CdmaaException wrong(Path path, String what) {
    return fault(path, "", what, null);
  }

  /** Returns the error of a manifest whose contents were rejected elsewhere. */
  static CdmaaException wrong(Path path, CdmaaException cause) {
    return fault(path, "", cause.getMessage(), cause);
  }

  /** Returns the error with file, position and reason. */
  static CdmaaException explain(Path path, JsonProcessingException e, ObjectMapper mapper) {
    JsonLocation at = e.getLocation();
    String place =
        at == null ? "" : ", line " + at.getLineNr() + ", column " + at.getColumnNr() + ",";
    return fault(path, place, reason(e, mapper), e);
  }

  private static CdmaaException fault(Path path, String place, String what, Exception cause) {
    return new CdmaaException(
        ErrorReason.MANIFEST, path, "The manifest " + path + place + " is wrong: " + what, cause);
  }

  private static String reason(JsonProcessingException e, ObjectMapper mapper) {
    if (e instanceof UnrecognizedPropertyException unknown) {
      String nearest =
          Suggestions.nearest(
              unknown.getPropertyName(),
              unknown.getKnownPropertyIds().stream().map(Object::toString).toList());
      return "it has the unknown key '"
          + unknown.getPropertyName()
          + "'; did you mean '"
          + nearest
          + "'?";
    }
    if (e instanceof InvalidFormatException format && format.getTargetType().isEnum()) {
      String allowed =
          Arrays.stream(format.getTargetType().getEnumConstants())
              .map(constant -> mapper.convertValue(constant, String.class))
              .collect(Collectors.joining(", "));
      return "'" + where(format) + "' is '" + format.getValue() + "'; write one of " + allowed;
    }
    if (e instanceof MismatchedInputException mismatch && mismatch.getTargetType() != null) {
      Class<?> wanted = mismatch.getTargetType();
      String words =
          KINDS.stream()
              .filter(kind -> kind.type().isAssignableFrom(wanted))
              .map(Kind::words)
              .findFirst()
              .orElse("something else");
      return where(mismatch).isEmpty()
          ? "it is no " + words.substring(2) + "; see onnx/manifest.schema.json"
          : "'" + where(mismatch) + "' should be " + words;
    }
    return "a number is too large or has the wrong form; see onnx/manifest.schema.json";
  }

  /** Returns the path of keys to the error, for instance condition.domains[2].name. */
  private static String where(JsonMappingException e) {
    StringBuilder path = new StringBuilder();
    for (JsonMappingException.Reference step : e.getPath()) {
      if (step.getFieldName() == null) {
        path.append('[').append(step.getIndex()).append(']');
      } else {
        path.append(path.isEmpty() ? "" : ".").append(step.getFieldName());
      }
    }
    return path.toString();
  }
}
