package io.cdmaa.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import io.cdmaa.CdmaaException;
import io.cdmaa.Device;
import io.cdmaa.ErrorReason;
import io.cdmaa.onnx.GraphBuilder;
import io.cdmaa.onnx.GraphCodec;
import io.cdmaa.onnx.TensorData;
import io.cdmaa.onnx.TensorType;
import io.cdmaa.runtime.RuntimeSettings;
import io.cdmaa.runtime.SessionFactory;
import io.cdmaa.tensor.FloatTensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FakeMetricsTest {
  private static final SessionFactory SESSIONS =
      new SessionFactory(new RuntimeSettings(Device.CPU, 1));

  @TempDir private Path folder;

  private Path write(String name, GraphBuilder b, String output) throws IOException {
    byte[] model = GraphCodec.encode(b.build(Map.of("out", output))).toByteArray();
    return Files.write(folder.resolve(name), model);
  }

  /** The mean absolute difference of two images of any size. */
  private Path distance() throws IOException {
    GraphBuilder b = new GraphBuilder("t/");
    String x = b.input("x", TensorType.floats(1, 3, -1, -1));
    String y = b.input("y", TensorType.floats(1, 3, -1, -1));
    return write("lpips.onnx", b, b.reduce("ReduceMean", b.op("Abs", b.sub(x, y)), true, 1, 2, 3));
  }

  /** The mean of each channel of an image of 2 x 2 pixels. */
  private Path means() throws IOException {
    GraphBuilder b = new GraphBuilder("t/");
    String x = b.input("x", TensorType.floats(1, 3, 2, 2));
    return write("means.onnx", b, b.reduce("ReduceMean", x, false, 2, 3));
  }

  /** Two images whose channels have one value each. */
  private static FloatTensor planes(int side, double... values) {
    int images = values.length / 3;
    FloatTensor tensor = FloatTensor.zeros(images, 3, side, side);
    for (int i = 0; i < tensor.size(); i++) {
      tensor.set(i, (float) values[i / (side * side)]);
    }
    return tensor;
  }

  /**
   * By hand: channels (1, 0, 0) and (0, 1, 0) differ by 2/3 on average and are orthogonal; (.5, .5,
   * 0) and (.5, 0, 0) differ by 1/6, with the cosine 1 / sqrt 2.
   */
  @Test
  void modelsMeasureEachDomainsFakes() throws IOException {
    List<Metric> metrics =
        List.of(
            Metric.parse("lpips=" + distance(), Path::of),
            Metric.parse("identity=" + means(), Path::of));
    FloatTensor before = planes(2, 1, 0, 0, 0.5, 0.5, 0);
    FloatTensor after = planes(2, 0, 1, 0, 0.5, 0, 0);

    try (FakeMetrics opened = new FakeMetrics(metrics, SESSIONS)) {
      List<Map<String, Double>> values = opened.measure(before, after);

      assertThat(values).hasSize(2);
      assertThat(values.get(0)).containsOnlyKeys("lpips", "identity");
      assertThat(values.get(0).get("lpips")).isEqualTo(2 / 3.0, within(1e-6));
      assertThat(values.get(0).get("identity")).isEqualTo(1, within(1e-6));
      assertThat(values.get(1).get("lpips")).isEqualTo(1 / 6.0, within(1e-6));
      assertThat(values.get(1).get("identity")).isEqualTo(1 - Math.sqrt(0.5), within(1e-6));
      assertThat(opened.features(before)).isEmpty();
    }
  }

  @Test
  void fakesAreResizedToAFixedSizeAndFeaturesAreTheOutput() throws IOException {
    List<Metric> metrics = List.of(Metric.parse("fid=" + means(), Path::of));

    try (FakeMetrics opened = new FakeMetrics(metrics, SESSIONS)) {
      List<float[]> features = opened.features(planes(8, 0.25, -0.5, 1, 0, 0, 0));

      assertThat(features).hasSize(2);
      assertThat(features.get(0)).containsExactly(new float[] {0.25f, -0.5f, 1}, within(1e-6f));
      assertThat(opened.measure(planes(8, 0, 0, 0), planes(8, 1, 1, 1)).get(0)).isEmpty();
    }
  }

  @Test
  void anEmbeddingOfZerosResemblesNothing() {
    assertThat(FakeMetrics.cosineDistance(new float[2], new float[] {1, 0})).isEqualTo(1);
    assertThat(FakeMetrics.cosineDistance(new float[] {-2, 0}, new float[] {1, 0})).isEqualTo(2);
  }

  @Test
  void aModelThatDoesNotFitIsNamedWithItsInputs() throws IOException {
    GraphBuilder b = new GraphBuilder("t/");
    String x = b.input("picture", TensorType.floats(1, 16, 16, 3));
    Path other = write("other.onnx", b, b.op("Abs", x));

    assertFails("lpips=" + means(), "2 images");
    assertFails("identity=" + other, "picture [1, 16, 16, 3]");
    assertFails("fid=" + Files.writeString(folder.resolve("no.onnx"), "text"), "no.onnx");
    assertFails("fid=" + folder.resolve("absent.onnx"), "absent.onnx");
  }

  private static void assertFails(String metric, String message) {
    assertThatExceptionOfType(CdmaaException.class)
        .isThrownBy(() -> new FakeMetrics(List.of(Metric.parse(metric, Path::of)), SESSIONS))
        .withMessageContaining(message);
  }

  @Test
  void aModelWithTheWrongOutputIsRefused() throws IOException {
    GraphBuilder b = new GraphBuilder("t/");
    String x = b.input("x", TensorType.floats(1, 3, -1, -1));
    String y = b.input("y", TensorType.floats(1, 3, -1, -1));
    Path map = write("map.onnx", b, b.sub(x, y));
    GraphBuilder nan = new GraphBuilder("t/");
    String z = nan.input("x", TensorType.floats(1, 3, -1, -1));
    String zero = nan.constant(TensorData.ofFloats(new float[1], 1));
    Path notFinite = write("nan.onnx", nan, nan.div(z, zero));

    assertOutputFails("lpips=" + map, "returns 12 values", ErrorReason.MODEL);
    assertOutputFails("identity=" + notFinite, "not finite", ErrorReason.NOT_FINITE);
  }

  private static void assertOutputFails(String metric, String message, ErrorReason reason) {
    try (FakeMetrics opened = new FakeMetrics(List.of(Metric.parse(metric, Path::of)), SESSIONS)) {
      assertThatExceptionOfType(CdmaaException.class)
          .isThrownBy(() -> opened.measure(planes(2, 1, 0, 0), planes(2, 0, 0, 0)))
          .withMessageContaining(message)
          .satisfies(e -> assertThat(e.reason()).isEqualTo(reason));
    }
  }

  @Test
  void textsAreReadAndTheNearestNameIsSuggested() {
    assertThat(Metric.parse("gmsd", Path::of).kind()).isEqualTo(MetricKind.GMSD);
    assertThat(Metric.parse(" LPIPS = a=b.onnx", Path::of).model()).contains(Path.of("a=b.onnx"));
    assertThatExceptionOfType(CdmaaException.class)
        .isThrownBy(() -> Metric.parse("lpip=x", Path::of))
        .withMessageContaining("did you mean 'lpips'");
    assertThatExceptionOfType(CdmaaException.class)
        .isThrownBy(() -> Metric.parse("fid", Path::of))
        .withMessageContaining("fid=FILE");
    assertThatExceptionOfType(CdmaaException.class)
        .isThrownBy(() -> Metric.parse("gmsd=x", Path::of))
        .withMessageContaining("needs no model");
  }
}
