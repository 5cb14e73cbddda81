package io.cdmaa.evaluation;

import io.cdmaa.runtime.SessionFactory;
import io.cdmaa.tensor.FloatTensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Opened metrics, to be applied to the fakes of a photo and of its protected version. Not
 * thread-safe.
 */
public final class FakeMetrics implements AutoCloseable {
  /** A measure of two fakes. */
  private interface Meter extends AutoCloseable {
    double between(FloatTensor before, FloatTensor after);

    @Override
    void close();
  }

  private final Map<MetricKind, Meter> meters = new LinkedHashMap<>();
  private final Optional<ImageModel> features;

  /**
   * Opens the models.
   *
   * @param metrics at most one of each kind
   * @throws io.cdmaa.CdmaaException if a model cannot be opened or has unsuitable inputs
   */
  public FakeMetrics(List<Metric> metrics, SessionFactory sessions) {
    Optional<ImageModel> extractor = Optional.empty();
    try {
      for (Metric metric : metrics) {
        if (metric.kind() == MetricKind.FID) {
          extractor = Optional.of(new ImageModel(metric.model().orElseThrow(), 1, sessions));
        } else {
          meters.put(metric.kind(), meter(metric, sessions));
        }
      }
    } catch (RuntimeException e) {
      meters.values().forEach(Meter::close);
      extractor.ifPresent(ImageModel::close);
      throw e;
    }
    this.features = extractor;
  }

  private static Meter meter(Metric metric, SessionFactory sessions) {
    return switch (metric.kind()) {
      case GMSD -> new Structure();
      case LPIPS -> new Perceptual(new ImageModel(metric.model().orElseThrow(), 2, sessions));
      case IDENTITY -> new Identity(new ImageModel(metric.model().orElseThrow(), 1, sessions));
      case FID -> throw new IllegalArgumentException("FID is no measure of two fakes");
    };
  }

  private record Structure() implements Meter {
    @Override
    public double between(FloatTensor before, FloatTensor after) {
      return Gmsd.between(before, after);
    }

    @Override
    public void close() {}
  }

  private record Perceptual(ImageModel model) implements Meter {
    @Override
    public double between(FloatTensor before, FloatTensor after) {
      float[] values = model.run(List.of(before, after));
      if (values.length != 1) {
        throw model.unexpected(values.length, "one number for two images");
      }
      return values[0];
    }

    @Override
    public void close() {
      model.close();
    }
  }

  private record Identity(ImageModel model) implements Meter {
    @Override
    public double between(FloatTensor before, FloatTensor after) {
      float[] first = model.run(List.of(before));
      float[] second = model.run(List.of(after));
      if (first.length < 2 || first.length != second.length) {
        throw model.unexpected(second.length, "an embedding");
      }
      return cosineDistance(first, second);
    }

    @Override
    public void close() {
      model.close();
    }
  }

  /** Returns 1 - cosine, from 0 to 2; 1 if a vector is zero. */
  static double cosineDistance(float[] a, float[] b) {
    double product = 0;
    double squareA = 0;
    double squareB = 0;
    for (int i = 0; i < a.length; i++) {
      product += (double) a[i] * b[i];
      squareA += (double) a[i] * a[i];
      squareB += (double) b[i] * b[i];
    }
    double lengths = Math.sqrt(squareA) * Math.sqrt(squareB);
    return lengths == 0 ? 1 : 1 - Math.max(-1, Math.min(1, product / lengths));
  }

  /**
   * Measures the fakes of one generator.
   *
   * @param before [K, 3, H, W] RGB in [-1, 1], the fakes of the photo
   * @param after those of the protected photo
   * @return for each domain the values by the metrics' labels, without FID
   */
  public List<Map<String, Double>> measure(FloatTensor before, FloatTensor after) {
    List<Map<String, Double>> domains = new ArrayList<>();
    for (int k = 0; k < before.shape()[0]; k++) {
      Map<String, Double> values = new LinkedHashMap<>();
      FloatTensor first = image(before, k);
      FloatTensor second = image(after, k);
      meters.forEach((kind, meter) -> values.put(kind.label(), meter.between(first, second)));
      domains.add(Collections.unmodifiableMap(values));
    }
    return domains;
  }

  /**
   * Returns the features of the fakes of one generator, for FID.
   *
   * @param fakes [K, 3, H, W]
   * @return K vectors of one length; empty if FID is not among the metrics
   */
  public List<float[]> features(FloatTensor fakes) {
    List<float[]> vectors = new ArrayList<>();
    for (int k = 0; features.isPresent() && k < fakes.shape()[0]; k++) {
      vectors.add(features.get().run(List.of(image(fakes, k))));
    }
    return vectors;
  }

  private static FloatTensor image(FloatTensor fakes, int k) {
    long[] shape = fakes.shape();
    return fakes.rows(k, 1).reshaped(shape[1], shape[2], shape[3]);
  }

  @Override
  public void close() {
    meters.values().forEach(Meter::close);
    features.ifPresent(ImageModel::close);
  }
}
