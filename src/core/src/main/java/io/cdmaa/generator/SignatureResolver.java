package io.cdmaa.generator;

import io.cdmaa.CdmaaException;
import io.cdmaa.ErrorReason;
import io.cdmaa.generator.Manifest.Port;
import io.cdmaa.generator.Manifest.Size;
import io.cdmaa.onnx.Graph;
import io.cdmaa.onnx.TensorType;
import io.cdmaa.onnx.Value;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Finds a graph's image input, condition input and image output, by name or by shape. */
final class SignatureResolver {
  private static final ValueRange BYTES = new ValueRange(0, 255);

  /** The maximum pixels of an image; no generator was trained for larger ones. */
  private static final long MOST_PIXELS = 1 << 26;

  private final Manifest manifest;
  private final Graph graph;
  private final List<String> assumptions;

  SignatureResolver(Manifest manifest, Graph graph, List<String> assumptions) {
    this.manifest = manifest;
    this.graph = graph;
    this.assumptions = assumptions;
  }

  /**
   * Returns the image input. If it has an integer type (uint8), black and white are 0 and 255
   * unless the manifest states otherwise. It is still fed unrounded floats: rounding is not part of
   * the objective, because it has no gradient.
   */
  ImagePort image() {
    Value value = pick("image input", "image: {input: NAME}", manifest.image(), graph.inputs());
    Layout layout = layout(manifest.image(), value.type());
    Size size = size(value, layout);
    boolean integers = !value.type().elementType().isFloatingPoint();
    if (manifest.image().range().isEmpty()) {
      assumptions.add(
          integers
              ? "its image values are assumed to be in [0, 255], because its input type is an"
                  + " integer"
              : "its image values are assumed to be in [-1, 1]");
    }
    return new ImagePort(
        value.name(),
        layout,
        manifest.image().color().orElse(ColorOrder.RGB),
        manifest.image().range().orElse(integers ? BYTES : ValueRange.SYMMETRIC),
        size.height(),
        size.width());
  }

  /** Returns the image output by name or shape. */
  Value output() {
    return pick("image output", "output: {name: NAME}", manifest.output(), graph.outputs());
  }

  /**
   * Returns the output port, once its type is known. Omitted entries default to those of the input,
   * except that black and white of an integer image default to 0 and 255.
   */
  ImagePort output(String name, TensorType type, boolean rounded, ImagePort image) {
    Layout layout =
        manifest
            .output()
            .layout()
            .orElseGet(() -> looksLikeImage(type) ? layout(Port.UNSAID, type) : image.layout());
    if (type.rank() != 4 || type.dim(layout.channelAxis()) != 3) {
      throw wrong(
          "its output '"
              + name
              + "' has the shape "
              + type
              + ", which is no "
              + layout
              + " colour image; name another in the manifest (output: {name: NAME})");
    }
    return new ImagePort(
        name,
        layout,
        manifest.output().color().orElse(image.color()),
        manifest.output().range().orElse(rounded ? BYTES : image.range()),
        Math.toIntExact(type.dim(layout.heightAxis())),
        Math.toIntExact(type.dim(layout.widthAxis())));
  }

  /** Returns the condition input, if there is one. */
  Optional<Value> condition(String image) {
    List<Value> others = graph.inputs().stream().filter(v -> !v.name().equals(image)).toList();
    if (manifest.conditionInput().isPresent()) {
      String name = manifest.conditionInput().get();
      return Optional.of(
          others.stream()
              .filter(v -> v.name().equals(name))
              .findFirst()
              .orElseThrow(
                  () ->
                      wrong(
                          "it has no input '"
                              + name
                              + "' as the manifest says; its inputs are "
                              + names(graph.inputs()))));
    }
    if (others.size() > 1) {
      throw wrong(
          "it has the inputs "
              + names(others)
              + " beside the image; name the condition in a manifest (condition: {input: NAME})");
    }
    return others.stream().findFirst();
  }

  private Value pick(String what, String remedy, Port port, List<Value> among) {
    if (port.name().isPresent()) {
      return among.stream()
          .filter(v -> v.name().equals(port.name().get()))
          .findFirst()
          .orElseThrow(
              () ->
                  wrong(
                      "it has no "
                          + what
                          + " '"
                          + port.name().get()
                          + "' as the manifest says; it has "
                          + names(among)));
    }
    if (among.size() == 1) {
      return among.get(0);
    }
    List<Value> images = among.stream().filter(v -> looksLikeImage(v.type())).toList();
    if (images.size() != 1) {
      throw wrong(
          "its "
              + what
              + " is ambiguous among "
              + names(among)
              + "; name it in a manifest ("
              + remedy
              + ")");
    }
    return images.get(0);
  }

  private static boolean looksLikeImage(TensorType type) {
    return type != null && type.rank() == 4 && (type.dim(1) == 3 || type.dim(3) == 3);
  }

  private static Layout layout(Port port, TensorType type) {
    return port.layout()
        .orElseGet(
            () ->
                type.rank() == 4 && type.dim(3) == 3 && type.dim(1) != 3
                    ? Layout.NHWC
                    : Layout.NCHW);
  }

  private Size size(Value value, Layout layout) {
    TensorType type = value.type();
    long channels = type.rank() == 4 ? type.dim(layout.channelAxis()) : 0;
    if (channels != 3 && channels != TensorType.UNKNOWN) {
      throw wrong(
          "its input '"
              + value.name()
              + "' has the shape "
              + type
              + ", which is no "
              + layout
              + " colour image; name the image input in a manifest (image: {input: NAME})");
    }
    long height = type.dim(layout.heightAxis());
    long width = type.dim(layout.widthAxis());
    if (height > 0 && width > 0) {
      if (height * width > MOST_PIXELS) {
        throw wrong(
            "its image size " + width + " x " + height + " is absurdly large; export it again");
      }
      requireSame(height, width);
      return new Size(Math.toIntExact(height), Math.toIntExact(width));
    }
    return manifest
        .image()
        .size()
        .orElseThrow(
            () ->
                wrong(
                    "its image size is open; give the size that it was trained for in a"
                        + " manifest (image: {size: 256})"));
  }

  /**
   * Checks that the manifest agrees with a fixed size: the file is authoritative, so a different
   * size means that the manifest describes another file.
   */
  private void requireSame(long height, long width) {
    manifest
        .image()
        .size()
        .filter(said -> said.height() != height || said.width() != width)
        .ifPresent(
            said -> {
              throw wrong(
                  "its images are "
                      + width
                      + " x "
                      + height
                      + " pixels, while the manifest says "
                      + said.width()
                      + " x "
                      + said.height()
                      + "; correct or leave out 'size' there");
            });
  }

  private static String names(List<Value> values) {
    return values.stream()
        .map(v -> "'" + v.name() + "' " + v.type())
        .collect(Collectors.joining(", "));
  }

  private CdmaaException wrong(String what) {
    return unusable(manifest, what);
  }

  /**
   * Returns the error of a model that cannot be used.
   *
   * @param what the cause and the remedy
   */
  static CdmaaException unusable(Manifest manifest, String what) {
    return new CdmaaException(
        ErrorReason.MODEL,
        manifest.onnx(),
        "The model " + manifest.onnx() + " cannot be used: " + what);
  }
}
