package io.cdmaa.generator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.cdmaa.runtime.RuntimeSettings;
import io.cdmaa.runtime.SessionFactory;
import io.cdmaa.tensor.FloatTensor;
import io.cdmaa.testkit.Checkout;
import io.cdmaa.testkit.ChildProcess;
import io.cdmaa.testkit.PythonWithPackages;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * From checkpoint to gradient: a randomly initialised module, saved as the official code saves it,
 * goes through {@code tools/export.py} and this library, and is compared with PyTorch. Gates: fakes
 * within 1e-4; gradient (against float64 autograd) relative L2 1e-2, cosine 0.9999, signs 0.999.
 */
class ExporterParityTest {
  private static final Duration LIMIT = Duration.ofMinutes(9);

  @TempDir static Path folder;

  @BeforeAll
  static void export() throws InterruptedException {
    ChildProcess.Finished exported =
        PythonWithPackages.require("torch", "onnx", "onnxruntime", "yaml")
            .run(
                Checkout.root().resolve("tools"),
                LIMIT,
                List.of("-m", "exporters.official", "--out", folder.toString()));
    assertThat(exported.succeeded()).as(exported.output()).isTrue();
  }

  private static double[] numbers(Path file) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    boolean doubles = file.toString().endsWith(".f64");
    double[] values = new double[bytes.remaining() / (doubles ? 8 : 4)];
    for (int i = 0; i < values.length; i++) {
      values[i] = doubles ? bytes.getDouble() : bytes.getFloat();
    }
    return values;
  }

  private static FloatTensor tensor(Path file, long... dims) throws IOException {
    double[] values = numbers(file);
    FloatTensor tensor = FloatTensor.zeros(dims);
    assertThat(tensor.size()).isEqualTo(values.length);
    for (int i = 0; i < values.length; i++) {
      tensor.set(i, (float) values[i]);
    }
    return tensor;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "stargan",
        "attgan",
        "stgan",
        "ugatit",
        "cyclegan",
        "pix2pix",
        "ganimation",
        "starganv2"
      })
  void anOfficialCheckpointComputesAsInPyTorch(String name) throws IOException {
    Path at = folder.resolve(name);
    JsonNode reference = new ObjectMapper().readTree(at.resolve("reference.json").toFile());
    List<Manifest> found = ModelLocator.find(List.of(at));
    assertThat(found).hasSize(1);
    Generator generator = GeneratorLoader.load(found.get(0));
    int size = reference.path("size").asInt();
    int domains = reference.path("domains").size();
    conditionsAreThoseOfTheOfficialCode(generator, reference.path("domains"));

    FloatTensor near = tensor(at.resolve("near.f32"), 1, 3, size, size);
    FloatTensor image = tensor(at.resolve("image.f32"), 1, 3, size, size);
    FloatTensor fakes = tensor(at.resolve("fakes.f32"), domains, 3, size, size);
    FloatTensor gradient = FloatTensor.zeros(1, 3, size, size);
    double[] losses;
    try (GeneratorSession session =
        GeneratorSession.withGradient(
            generator, new PhotoShape(3, size, size), new SessionFactory(RuntimeSettings.cpu()))) {
      FloatTensor ours = session.fakes(near);
      double largest = 0;
      for (int i = 0; i < ours.size(); i++) {
        largest = Math.max(largest, Math.abs(ours.get(i) - fakes.get(i)));
      }
      assertThat(largest).as("largest difference of the fakes").isLessThan(1e-4);
      session.reference(fakes);
      losses = session.evaluate(image, gradient);
    }
    double[] expectedLosses = numbers(at.resolve("losses.f64"));
    assertThat(expectedLosses[0]).as("a loss that a gradient can come from").isGreaterThan(1e-3);
    for (int k = 0; k < domains; k++) {
      assertThat(losses[k]).isCloseTo(expectedLosses[k], within(1e-4 * expectedLosses[k]));
    }
    agree(gradient, numbers(at.resolve("gradient.f64")));
  }

  private static void conditionsAreThoseOfTheOfficialCode(Generator generator, JsonNode expected) {
    assertThat(generator.domains()).hasSize(expected.size());
    for (int k = 0; k < expected.size(); k++) {
      Domain domain = generator.domains().get(k);
      JsonNode values = expected.get(k).path("condition");
      assertThat(domain.condition()).hasSize(values.size());
      for (int i = 0; i < values.size(); i++) {
        assertThat((double) domain.condition()[i])
            .as(domain.name() + " " + i)
            .isCloseTo(values.get(i).asDouble(), within(1e-6));
      }
      if (!values.isEmpty()) {
        assertThat(domain.name()).isEqualTo(expected.get(k).path("name").asText());
      }
    }
  }

  private static void agree(FloatTensor ours, double[] expected) {
    double difference = 0;
    double own = 0;
    double other = 0;
    double product = 0;
    int signs = 0;
    for (int i = 0; i < expected.length; i++) {
      difference += Math.pow(ours.get(i) - expected[i], 2);
      own += Math.pow(ours.get(i), 2);
      other += Math.pow(expected[i], 2);
      product += ours.get(i) * expected[i];
      signs += Math.signum(ours.get(i)) == Math.signum(expected[i]) ? 1 : 0;
    }
    assertThat(Math.sqrt(difference / other)).as("relative L2").isLessThan(1e-2);
    assertThat(product / Math.sqrt(own * other)).as("cosine").isGreaterThan(0.9999);
    assertThat((double) signs / expected.length).as("signs").isGreaterThanOrEqualTo(0.999);
  }
}
