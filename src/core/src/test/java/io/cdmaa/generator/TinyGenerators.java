package io.cdmaa.generator;

import io.cdmaa.onnx.Attributes;
import io.cdmaa.onnx.Graph;
import io.cdmaa.onnx.GraphBuilder;
import io.cdmaa.onnx.GraphCodec;
import io.cdmaa.onnx.TensorData;
import io.cdmaa.onnx.TensorType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.SplittableRandom;

/** Generators of a few hundred weights, smooth everywhere, written as ONNX files by tests. */
public final class TinyGenerators {
  public static final int SIZE = 8;

  private TinyGenerators() {}

  private static String weights(GraphBuilder b, long seed, double size, long... dims) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] values = new float[(int) TensorType.floats(dims).size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextDouble(-size, size);
    }
    return b.constant(TensorData.ofFloats(values, dims));
  }

  private static String conv(GraphBuilder b, String x, String w) {
    return b.op("Conv", Attributes.of("pads", new long[] {1, 1, 1, 1}), x, w);
  }

  /** An unconditional generator with the given declared batch. */
  public static Graph plain(long batch) {
    GraphBuilder b = new GraphBuilder("t/");
    b.input("image", TensorType.floats(batch, 3, SIZE, SIZE));
    String h = b.op("Tanh", conv(b, "image", weights(b, 1, 0.5, 4, 3, 3, 3)));
    return b.build(Map.of("fake", b.op("Tanh", conv(b, h, weights(b, 2, 0.5, 3, 4, 3, 3)))));
  }

  /**
   * A conditional generator in the manner of AttGAN: a shared encoder with BatchNorm, the tiled
   * condition concatenated to its latent, a transposed convolution with BatchNorm back.
   *
   * @param batch declared batch, or {@link TensorType#UNKNOWN}
   */
  public static Graph conditional(long batch) {
    GraphBuilder b = new GraphBuilder("t/");
    b.input("image", TensorType.floats(batch, 3, SIZE, SIZE));
    b.input("condition", TensorType.floats(batch, 2));
    Attributes stride2 =
        Attributes.of("strides", new long[] {2, 2}, "pads", new long[] {1, 1, 1, 1});
    String h = b.op("Conv", stride2, "image", weights(b, 3, 0.5, 6, 3, 4, 4));
    h = b.op("Tanh", norm(b, h, 6, 4));
    String tiled = b.op("Unsqueeze", "condition", b.vector(2, 3));
    tiled = b.op("Tile", tiled, b.vector(1, 1, SIZE / 2, SIZE / 2));
    String joined = b.op("Concat", Attributes.of("axis", 1), h, tiled);
    String up = b.op("ConvTranspose", stride2, joined, weights(b, 5, 0.5, 8, 4, 4, 4));
    up = b.op("Tanh", norm(b, up, 4, 6));
    return b.build(Map.of("fake", b.op("Tanh", conv(b, up, weights(b, 7, 0.7, 3, 4, 3, 3)))));
  }

  private static String norm(GraphBuilder b, String x, int channels, long seed) {
    String mean = weights(b, seed, 0.3, channels);
    String variance = b.op("Exp", weights(b, seed + 1, 0.3, channels));
    return b.op(
        "BatchNormalization",
        x,
        weights(b, seed + 2, 1.5, channels),
        weights(b, seed + 3, 0.2, channels),
        mean,
        variance);
  }

  /**
   * A generator fixed to batch 1 whose shapes mix rows if the batch is raised: it normalises over
   * everything at once.
   */
  public static Graph mixing() {
    GraphBuilder b = new GraphBuilder("t/");
    b.input("image", TensorType.floats(1, 3, SIZE, SIZE));
    b.input("condition", TensorType.floats(1, 2));
    String mean = b.reduce("ReduceMean", "image", true, 0, 1, 2, 3);
    String centred = b.sub("image", mean);
    String shift = b.reduce("ReduceMean", "condition", true, 0, 1);
    String x = b.add(centred, b.op("Unsqueeze", shift, b.vector(2, 3)));
    return b.build(Map.of("fake", b.op("Tanh", conv(b, x, weights(b, 2, 0.5, 3, 3, 3, 3)))));
  }

  /** The plain generator as TensorFlow would export it: NHWC, BGR, values 0 to 255. */
  public static Graph plainNhwcBgr255() {
    GraphBuilder b = new GraphBuilder("t/");
    b.input("image", TensorType.floats(1, SIZE, SIZE, 3));
    String nchw = b.transpose("image", 0, 3, 1, 2);
    String rgb = swap(b, nchw);
    String x = b.sub(b.scale(rgb, 1 / 127.5), b.scalar(1));
    String h = b.op("Tanh", conv(b, x, weights(b, 1, 0.5, 4, 3, 3, 3)));
    String y = b.op("Tanh", conv(b, h, weights(b, 2, 0.5, 3, 4, 3, 3)));
    String scaled = b.scale(b.add(y, b.scalar(1)), 127.5);
    return b.build(Map.of("fake", b.transpose(swap(b, scaled), 0, 2, 3, 1)));
  }

  private static String swap(GraphBuilder b, String x) {
    return b.op("Gather", Attributes.of("axis", 1), x, b.vector(2, 1, 0));
  }

  /** Writes a model and returns its path. */
  public static Path write(Path folder, String name, Graph graph) throws IOException {
    return Files.write(folder.resolve(name), GraphCodec.encode(graph).toByteArray());
  }
}
