package io.cdmaa.transform;

import io.cdmaa.CdmaaException;
import io.cdmaa.ErrorReason;
import io.cdmaa.Suggestions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The text form of transforms: {@code jpeg:75}, with a range {@code jpeg:75-95}, with a variant
 * {@code jpeg:75:444} or {@code resize:0.5:bicubic}, and {@code resize:0.5+jpeg:80} for several in
 * sequence.
 */
public final class TransformSyntax {
  private static final Pattern NUMBERS =
      Pattern.compile("(\\d{1,9}(?:\\.\\d{1,9})?)(?:-(\\d{1,9}(?:\\.\\d{1,9})?))?");

  private TransformSyntax() {}

  /**
   * A row in the table of transforms.
   *
   * @param syntax the text form, e.g. {@code jpeg:Q}
   * @param description what it does
   * @param variants the options after a second colon, the default first
   * @param prefix whether a search can optimise through it; see {@link Transform#hasPrefix}
   */
  public record Row(String syntax, String description, List<String> variants, boolean prefix) {}

  /** Returns all transforms. */
  public static List<Row> rows() {
    return TransformKind.ALL.stream()
        .map(kind -> new Row(kind.syntax(), kind.description(), kind.variants(), kind.prefix()))
        .toList();
  }

  /**
   * Parses comma-separated ranges.
   *
   * @throws CdmaaException if one is invalid; the message suggests the nearest known name
   */
  public static List<TransformRange> ranges(String text) {
    requireNoGap(text);
    return Arrays.stream(text.split(",", -1)).map(TransformSyntax::range).toList();
  }

  /**
   * Rejects a list with nothing before, between or after its commas.
   *
   * @throws CdmaaException if a place of the list is empty
   */
  static void requireNoGap(String text) {
    if (text.isBlank()) {
      throw new CdmaaException(
          ErrorReason.SETTING, "The list of transforms is empty; write none for no transform");
    }
    if (Arrays.stream(text.split(",", -1)).anyMatch(String::isBlank)) {
      throw new CdmaaException(
          ErrorReason.SETTING,
          "A transform is missing in the list '" + text + "'; remove the comma or name one");
    }
  }

  /**
   * Parses a transform or a range of them.
   *
   * @throws CdmaaException if it is invalid; the message suggests the nearest known name
   */
  public static TransformRange range(String text) {
    List<TransformRange.Part> parts = new ArrayList<>();
    for (String part : text.strip().toLowerCase(Locale.ROOT).split("\\+", -1)) {
      parts.add(part(part.strip()));
    }
    return new TransformRange(parts);
  }

  /**
   * Parses one transform.
   *
   * @throws CdmaaException if it is invalid, or a range
   */
  static Transform single(String text) {
    TransformRange range = range(text);
    if (!range.isSingle()) {
      throw new CdmaaException(
          ErrorReason.SETTING,
          "'"
              + text
              + "' is a range of transforms; give a single one, without '-' between two"
              + " numbers");
    }
    return range.draw(new SplittableRandom(0));
  }

  private static TransformRange.Part part(String text) {
    String[] words = text.split(":", -1);
    TransformKind kind = kind(words[0], text);
    int least = kind.numbered() ? 2 : 1;
    if (words.length < least || words.length > least + Math.min(1, kind.variants().size())) {
      throw new CdmaaException(
          ErrorReason.SETTING, "'" + text + "' does not have the form " + written(kind));
    }
    String variant = words.length > least ? variant(kind, words[least], text) : kind.usual();
    if (!kind.numbered()) {
      return new TransformRange.Part(kind, 0, 0, variant);
    }
    Matcher numbers = NUMBERS.matcher(words[1]);
    if (!numbers.matches()) {
      throw new CdmaaException(
          ErrorReason.SETTING,
          "'"
              + words[1]
              + "' in '"
              + text
              + "' is neither a number from 0 up nor a range such as 75-95");
    }
    double from = Double.parseDouble(numbers.group(1));
    double to = numbers.group(2) == null ? from : Double.parseDouble(numbers.group(2));
    if (from > to) {
      throw new CdmaaException(
          ErrorReason.SETTING,
          "The range in '" + text + "' runs backwards; write the smaller number first");
    }
    boolean broken = from != Math.rint(from) || to != Math.rint(to);
    if (broken && kind.whole()) {
      throw new CdmaaException(
          ErrorReason.SETTING, "The numbers of '" + text + "' must be whole numbers");
    }
    TransformRange.Part part = new TransformRange.Part(kind, from, to, variant);
    part.check();
    return part;
  }

  private static TransformKind kind(String name, String text) {
    return TransformKind.ALL.stream()
        .filter(kind -> kind.label().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new CdmaaException(
                    ErrorReason.SETTING,
                    "'"
                        + text
                        + "' is not a transform; did you mean '"
                        + Suggestions.nearest(name, TransformKind.labels())
                        + "'? There are "
                        + TransformKind.ALL.stream()
                            .map(TransformKind::syntax)
                            .collect(Collectors.joining(", "))));
  }

  private static String variant(TransformKind kind, String name, String text) {
    if (!kind.variants().contains(name)) {
      throw new CdmaaException(
          ErrorReason.SETTING,
          "'"
              + name
              + "' in '"
              + text
              + "' is not a variant; did you mean '"
              + Suggestions.nearest(name, kind.variants())
              + "'? The form is "
              + written(kind));
    }
    return name;
  }

  private static String written(TransformKind kind) {
    return kind.syntax()
        + (kind.variants().isEmpty()
            ? ""
            : ", optionally followed by a colon and one of " + String.join(", ", kind.variants()));
  }

  /** Formats a number without a needless fraction. */
  static String number(double value) {
    return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
  }
}
