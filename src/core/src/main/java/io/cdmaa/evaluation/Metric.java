package io.cdmaa.evaluation;

import io.cdmaa.CdmaaException;
import io.cdmaa.ErrorReason;
import io.cdmaa.Suggestions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/**
 * A measure that the user asks for.
 *
 * <p>Models are ONNX files of the user's; none comes with the library. They read float32 RGB images
 * in [-1, 1], [N, 3, H, W], to whose size the fakes are resized if it is fixed. LPIPS reads two
 * images and returns one number, as an export of the reference implementation does; the others read
 * one and return a vector, as an export of ArcFace or of Inception's pooled features does.
 *
 * @param kind what is measured
 * @param model the model's file, if the kind needs one
 */
public record Metric(MetricKind kind, Optional<Path> model) {
  /**
   * @throws IllegalArgumentException if a model is missing or superfluous
   */
  public Metric {
    if (kind.needsModel() != model.isPresent()) {
      throw new IllegalArgumentException(kind + " with model " + model);
    }
  }

  /**
   * Parses {@code gmsd}, {@code lpips=FILE}, {@code identity=FILE} or {@code fid=FILE}.
   *
   * @param resolve turns the written path into a file
   * @throws CdmaaException if the text is none of these; the message names the nearest kind
   */
  public static Metric parse(String text, Function<String, Path> resolve) {
    int equals = text.indexOf('=');
    String name = (equals < 0 ? text : text.substring(0, equals)).strip().toLowerCase(Locale.ROOT);
    String file = equals < 0 ? "" : text.substring(equals + 1).strip();
    List<String> known = Arrays.stream(MetricKind.values()).map(MetricKind::label).toList();
    MetricKind kind =
        Arrays.stream(MetricKind.values())
            .filter(k -> k.label().equals(name))
            .findFirst()
            .orElseThrow(
                () ->
                    new CdmaaException(
                        ErrorReason.SETTING,
                        "'"
                            + text
                            + "' is not a metric; did you mean '"
                            + Suggestions.nearest(name, known)
                            + "'? There are "
                            + String.join(", ", known)));
    if (kind.needsModel() == file.isEmpty()) {
      throw new CdmaaException(
          ErrorReason.SETTING,
          kind.needsModel()
              ? name + " needs an ONNX model; write " + name + "=FILE"
              : name + " needs no model; write " + name);
    }
    return new Metric(
        kind, kind.needsModel() ? Optional.of(resolve.apply(file)) : Optional.empty());
  }

  /**
   * Parses several metrics.
   *
   * @param resolve turns a written path into a file
   * @throws CdmaaException if a text is not a metric, or a kind occurs twice
   */
  public static List<Metric> parseAll(List<String> texts, Function<String, Path> resolve) {
    List<Metric> metrics = new ArrayList<>();
    for (String text : texts) {
      Metric metric = parse(text, resolve);
      if (metrics.stream().anyMatch(other -> other.kind() == metric.kind())) {
        throw new CdmaaException(
            ErrorReason.SETTING,
            "The metric " + metric.kind().label() + " is given twice; leave one out");
      }
      metrics.add(metric);
    }
    return metrics;
  }
}
