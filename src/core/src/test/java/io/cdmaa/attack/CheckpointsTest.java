package io.cdmaa.attack;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CheckpointsTest {
  private static List<Integer> steps(int iterations) {
    Checkpoints checkpoints = new Checkpoints(iterations);
    return IntStream.rangeClosed(0, iterations).filter(checkpoints::contains).boxed().toList();
  }

  /** Windows 22, 19, 16, 13, 10, 7, 6, 6: the paper's 0.22, 0.41, 0.57, 0.70, 0.80, 0.87, ... */
  @Test
  void aHundredIterationsFollowThePaper() {
    assertThat(steps(100)).containsExactly(22, 41, 57, 70, 80, 87, 93, 99);
  }

  @Test
  void tenIterationsLookBackAtAlmostEveryStep() {
    assertThat(steps(10)).containsExactly(2, 3, 4, 5, 6, 7, 8, 9, 10);
  }

  @Test
  void oneIterationHasOneCheckpointAtItsEnd() {
    assertThat(steps(1)).containsExactly(1);
  }
}
