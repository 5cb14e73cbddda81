package io.cdmaa.transform;

import ai.onnxruntime.OrtException;
import io.cdmaa.image.Crop;
import io.cdmaa.image.Levels;
import io.cdmaa.image.Photo;
import io.cdmaa.onnx.TensorData;
import io.cdmaa.reference.OrtRunner;
import io.cdmaa.reference.Tensor64;
import io.cdmaa.tensor.FloatTensor;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** Photos with soft shades, edges and fine grain, and graphs run on them. */
final class TransformPhotos {
  private TransformPhotos() {}

  /** A picture on the lattice of 8 bits that holds all frequencies and all colours. */
  static Photo photo(int channels, int height, int width) {
    return photo(channels, height, width, 8);
  }

  /**
   * The same with more or less grain.
   *
   * @param grain its standard deviation in levels
   */
  static Photo photo(int channels, int height, int width, double grain) {
    Random random = new Random(height * 1000L + width);
    FloatTensor pixels = FloatTensor.zeros(channels, height, width);
    for (int c = 0; c < channels; c++) {
      for (int y = 0; y < height; y++) {
        for (int x = 0; x < width; x++) {
          double shade = 110 + 60 * Math.sin(0.07 * x + c) * Math.cos(0.05 * y - c);
          double edge = (x + 2 * y) % 61 < 20 ? 35 : 0;
          double speck = grain * random.nextGaussian();
          int level = (int) Math.max(0, Math.min(255, Math.round(shade + edge + speck)));
          pixels.set((c * height + y) * width + x, Levels.EIGHT_BIT.value(level));
        }
      }
    }
    return new Photo(pixels, Optional.empty(), 8, Optional.empty());
  }

  static Frame frame(Photo photo) {
    return Frame.whole(photo.channels(), photo.height(), photo.width());
  }

  /** The parameters of a transform and a photo as inputs of its graph. */
  static Map<String, Tensor64> inputs(Transform transform, Photo photo, Frame frame) {
    Map<String, Tensor64> inputs = new LinkedHashMap<>();
    for (Map.Entry<String, TensorData> p : TransformGraph.parameters(transform, frame).entrySet()) {
      inputs.put(p.getKey(), Tensor64.of(p.getValue()));
    }
    inputs.put(TransformGraph.PHOTO, tensor(photo.pixels()));
    return inputs;
  }

  /** A rectangle of a photo. */
  static Photo part(Photo photo, int top, int left, int height, int width) {
    return new Photo(
        new Crop(left, top, width, height).extract(photo.pixels()),
        Optional.empty(),
        8,
        Optional.empty());
  }

  static Tensor64 tensor(FloatTensor pixels) {
    double[] values = new double[pixels.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = pixels.get(i);
    }
    long[] dims = pixels.shape();
    return Tensor64.floats(new long[] {1, dims[0], dims[1], dims[2]}, values);
  }

  /** What ONNX Runtime makes of a photo, in levels. */
  static double[] levels(Transform transform, Photo photo) throws OrtException {
    return levels(transform, photo, frame(photo));
  }

  /** What ONNX Runtime makes of a part of a photo, in levels. */
  static double[] levels(Transform transform, Photo part, Frame frame) throws OrtException {
    double[] values =
        OrtRunner.run(TransformGraph.forward(transform, frame), inputs(transform, part, frame))
            .get(TransformGraph.TRANSFORMED)
            .data();
    for (int i = 0; i < values.length; i++) {
      values[i] = (values[i] + 1) * 127.5;
    }
    return values;
  }

  /**
   * How far two pictures differ, in levels.
   *
   * @param mean of the absolute differences
   * @param bias mean of the first less the second
   * @param largest absolute difference
   */
  record Difference(double mean, double bias, double largest) {
    static Difference of(double[] levels, Photo photo) {
      double sum = 0;
      double bias = 0;
      double largest = 0;
      for (int i = 0; i < levels.length; i++) {
        double difference = levels[i] - Levels.EIGHT_BIT.position(photo.pixels().get(i));
        bias += difference;
        sum += Math.abs(difference);
        largest = Math.max(largest, Math.abs(difference));
      }
      return new Difference(sum / levels.length, bias / levels.length, largest);
    }
  }
}
