package io.cdmaa.generator;

import static org.assertj.core.api.Assertions.assertThat;

import io.cdmaa.generator.GeneratorSession.Gradients;
import io.cdmaa.runtime.BoundSession;
import io.cdmaa.tensor.FloatTensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which of two sessions runs, by how much of a search is done. */
class ExactStartTest {
  private final List<String> calls = new ArrayList<>();

  private final class Recorded implements BoundSession {
    private final String name;
    private final Set<String> inputs;

    Recorded(String name, String... inputs) {
      this.name = name;
      this.inputs = Set.of(inputs);
    }

    @Override
    public Set<String> inputNames() {
      return inputs;
    }

    @Override
    public void bindInput(String input, FloatTensor tensor) {
      calls.add(name + " reads " + input);
    }

    @Override
    public void bindOutput(String output, FloatTensor tensor) {
      calls.add(name + " writes " + output);
    }

    @Override
    public void nextPhoto() {
      calls.add(name + " begins");
    }

    @Override
    public void run() {
      calls.add(name);
    }

    @Override
    public void close() {
      calls.add(name + " ends");
    }
  }

  private final ExactStart session =
      new ExactStart(new Recorded("exact", "a", "b"), new Recorded("brief", "b", "c"));

  @Test
  void theFirstFifthOfEachSearchIsExact() {
    session.run();
    for (double part : new double[] {0, 0.19, 0.2, 0.9, 0, 0.5}) {
      session.reached(part);
      session.run();
    }
    assertThat(calls)
        .containsExactly("exact", "exact", "exact", "brief", "brief", "exact", "brief");
  }

  @Test
  void aNewPhotoIsExactUntilItsSearchHasBegun() {
    session.reached(0.8);
    session.nextPhoto();
    session.run();
    assertThat(calls).containsExactly("exact begins", "brief begins", "exact");
  }

  @Test
  void theReferenceOfASecondPhotoIsExact(@TempDir Path folder) throws IOException {
    Manifest manifest =
        Manifest.bare(TinyGenerators.write(folder, "plain.onnx", TinyGenerators.plain(1)));
    GeneratorSession photos =
        new GeneratorSession(
            GeneratorLoader.load(manifest),
            new PhotoShape(3, 8, 8),
            Gradients.WEIGHTED,
            Loss.mse(),
            new ExactStart(
                new Recorded("exact", ObjectiveGraph.PHOTO, ObjectiveGraph.WEIGHTS),
                new Recorded("brief", ObjectiveGraph.PHOTO, ObjectiveGraph.WEIGHTS)));
    photos.anchor(FloatTensor.zeros(3, 8, 8), Optional.empty());
    photos.reached(1);
    photos.anchor(FloatTensor.zeros(3, 8, 8), Optional.empty());
    assertThat(calls).contains("exact").doesNotContain("brief");
  }

  @Test
  void photosThatShareAPassWaitForTheLeastAdvanced() {
    SharedSession shared = new SharedSession(session, 2, new BatchBarrier());
    SharedSession.Slot one = shared.take();
    SharedSession.Slot other = shared.take();
    one.reached(0.5);
    other.reached(0.1);
    shared.serve(List.of(one, other));
    other.reached(0.3);
    shared.serve(List.of(one, other));
    assertThat(calls).containsExactly("exact", "brief");
  }

  @Test
  void bothShareTensorsAndEndTogether() {
    assertThat(session.inputNames()).containsExactly("b");
    session.bindInput("b", FloatTensor.zeros(1));
    session.bindOutput("d", FloatTensor.zeros(1));
    session.close();
    assertThat(calls)
        .containsExactly(
            "exact reads b",
            "brief reads b",
            "exact writes d",
            "brief writes d",
            "brief ends",
            "exact ends");
  }
}
