package io.cdmaa.cli;

import io.cdmaa.CdmaaException;
import io.cdmaa.ErrorReason;
import io.cdmaa.generator.ColorOrder;
import io.cdmaa.generator.Domain;
import io.cdmaa.generator.Labels;
import io.cdmaa.generator.Manifest;
import io.cdmaa.generator.ValueRange;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Parses the user's answers about a model. */
final class ManifestAnswers {
  private ManifestAnswers() {}

  static List<String> split(String text, int count) {
    if (text.isBlank()) {
      return List.of();
    }
    return counted(Arrays.stream(text.split(",", -1)).map(String::strip).toList(), count);
  }

  static List<String> counted(List<String> names, int count) {
    if (names.size() != count) {
      throw new CdmaaException(
          ErrorReason.COMMAND,
          "These are "
              + names.size()
              + " names for the "
              + count
              + " values of the condition; give one for each, in order");
    }
    return names;
  }

  static Manifest.Size square(String text) {
    double side = number(text);
    if (side < 1 || side != Math.rint(side) || side > 1 << 16) {
      throw new CdmaaException(ErrorReason.COMMAND, "Give a whole number of pixels, e.g. 256.");
    }
    return new Manifest.Size((int) side, (int) side);
  }

  static ColorOrder order(String text) {
    try {
      return ColorOrder.valueOf(text.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw new CdmaaException(ErrorReason.COMMAND, "Give RGB or BGR.", e);
    }
  }

  static Labels.Form form(String text) {
    try {
      return Labels.Form.valueOf(text.toUpperCase(Locale.ROOT).replace('-', '_'));
    } catch (IllegalArgumentException e) {
      throw new CdmaaException(
          ErrorReason.COMMAND,
          "The form '" + text + "' is not known; give label, difference or one-hot",
          e);
    }
  }

  static Domain domain(String text) {
    int equals = text.lastIndexOf('=');
    if (equals < 1) {
      throw new CdmaaException(
          ErrorReason.COMMAND,
          "The domain '" + text + "' is not NAME=V,V,...; write, e.g., smile=1,0,0");
    }
    String[] parts = text.substring(equals + 1).split(",", -1);
    float[] values = new float[parts.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) number(parts[i]);
    }
    return new Domain(text.substring(0, equals), values);
  }

  static double number(String text) {
    try {
      return Double.parseDouble(text.strip());
    } catch (NumberFormatException e) {
      throw new CdmaaException(
          ErrorReason.COMMAND, "'" + text + "' is not a number; give one, e.g. 0.5", e);
    }
  }

  /** Parses the values of black and white, two numbers. */
  static ValueRange range(String text) {
    String[] parts = text.split("[\\s,]+", -1);
    if (parts.length != 2) {
      throw new CdmaaException(ErrorReason.COMMAND, "Give two numbers, e.g. -1 1.");
    }
    return new ValueRange(number(parts[0]), number(parts[1]));
  }
}
