package io.cdmaa.benchmarks;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cdmaa.Device;
import io.cdmaa.Precision;
import io.cdmaa.attack.Losses;
import io.cdmaa.generator.GeneratorGroup;
import io.cdmaa.generator.GeneratorLoader;
import io.cdmaa.mgda.Arithmetic;
import io.cdmaa.runtime.Processor;
import io.cdmaa.runtime.RuntimeSettings;
import io.cdmaa.runtime.SessionFactory;
import io.cdmaa.runtime.Tuning;
import io.cdmaa.tensor.FloatTensor;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * The product's side of benchmarks/against_pytorch: one CDMAA iteration per line that comes in.
 * Arguments: folder with photo.f32 and start.f32, size, device, precision, tuning, manifests.
 */
public final class PairWorker {
  private final ObjectMapper json = new ObjectMapper();
  private final CdmaaIteration iteration;

  private PairWorker(CdmaaIteration iteration) {
    this.iteration = iteration;
  }

  /** Answers until the input ends. */
  public static void main(String[] args) throws IOException {
    Path folder = Path.of(args[0]);
    int size = Integer.parseInt(args[1]);
    RuntimeSettings settings =
        new RuntimeSettings(Device.valueOf(args[2].toUpperCase(Locale.ROOT)), 0)
            .withPrecision(Precision.valueOf(args[3].toUpperCase(Locale.ROOT)))
            .withTuning(Tuning.valueOf(args[4]));
    SessionFactory factory = new SessionFactory(settings);
    List<Path> models = Arrays.stream(args).skip(5).map(Path::of).toList();
    try (GeneratorGroup group =
        GeneratorGroup.withGradient(GeneratorLoader.load(models), factory)) {
      CdmaaIteration iteration =
          new CdmaaIteration(
              group,
              read(folder.resolve("photo.f32"), size),
              read(folder.resolve("start.f32"), size),
              Arithmetic.usual(factory.usesCuda()).supplier().get());
      new PairWorker(iteration)
          .answer(new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)));
    }
  }

  private static FloatTensor read(Path file, int size) throws IOException {
    FloatTensor tensor = FloatTensor.zeros(3, size, size);
    tensor
        .buffer()
        .put(
            ByteBuffer.wrap(Files.readAllBytes(file))
                .order(ByteOrder.LITTLE_ENDIAN)
                .asFloatBuffer());
    return tensor;
  }

  private void answer(BufferedReader commands) throws IOException {
    System.out.println(json.createObjectNode().put("ready", true));
    for (String line = commands.readLine(); line != null; line = commands.readLine()) {
      String[] command = line.strip().split(" ", 2);
      ObjectNode answer = json.createObjectNode();
      switch (command[0]) {
        case "step" -> {
          long began = System.nanoTime();
          Losses losses = iteration.evaluate();
          long evaluated = System.nanoTime();
          iteration.step(losses);
          long ended = System.nanoTime();
          answer.put("seconds", (ended - began) / 1e9);
          answer.put("beside", (ended - evaluated) / 1e9);
          answer.set("losses", json.valueToTree(losses.perDomain()));
        }
        case "gradient" -> {
          Losses losses = iteration.evaluate();
          write(iteration.gradients(), command[1]);
          answer.set("losses", json.valueToTree(losses.perDomain()));
        }
        case "save" -> write(iteration.iterate(), command[1]);
        default -> answer.put("peak", Processor.peakResidentBytes());
      }
      System.out.println(answer);
    }
  }

  private static void write(FloatTensor tensor, String file) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(4 * tensor.size()).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(tensor.buffer());
    Files.write(Path.of(file), bytes.array());
  }
}
