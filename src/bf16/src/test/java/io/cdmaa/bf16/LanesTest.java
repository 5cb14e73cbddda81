package io.cdmaa.bf16;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.cdmaa.bf16.Schedule.Access;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Threads that run steps together, each step after those it waits for, and none twice. */
class LanesTest {
  private static final int STEPS = 60;
  private static final int RUNS = 300;
  private static final Duration LONG = Duration.ofMinutes(1);

  private final List<List<Access>> accesses = accesses();
  private final Schedule schedule = new Schedule(accesses, 0, STEPS);
  private final AtomicIntegerArray done = new AtomicIntegerArray(STEPS);

  /** Steps that read and write a few of sixteen places. */
  private static List<List<Access>> accesses() {
    SplittableRandom random = new SplittableRandom(1);
    List<List<Access>> all = new ArrayList<>();
    for (int i = 0; i < STEPS; i++) {
      long read = random.nextInt(16);
      long written = random.nextInt(16);
      all.add(List.of(new Access(read, read + 1, false), new Access(written, written + 1, true)));
    }
    return all;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 8})
  void eachStepRunsOnceAndAfterThoseItWaitsFor(int count) {
    try (Lanes lanes = new Lanes(count, natives(), (step, lane) -> ran(step))) {
      assertTimeoutPreemptively(
          LONG,
          () -> {
            for (int run = 1; run <= RUNS; run++) {
              lanes.run(schedule);
              for (int step = 0; step < STEPS; step++) {
                assertThat(done.get(step)).isEqualTo(run);
              }
            }
          });
    }
  }

  private void ran(int step) {
    int run = done.get(step) + 1;
    for (int earlier = 0; earlier < step; earlier++) {
      if (conflict(earlier, step)) {
        assertThat(done.get(earlier)).as("step %d before %d", earlier, step).isEqualTo(run);
      }
    }
    done.set(step, run);
  }

  private boolean conflict(int earlier, int later) {
    return accesses.get(earlier).stream()
        .anyMatch(a -> accesses.get(later).stream().anyMatch(a::conflicts));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 8})
  void aFailureEndsTheRunButNotTheThreads(int count) {
    boolean[] fails = {true};
    Lanes.Work work =
        (step, lane) -> {
          if (fails[0] && step == STEPS / 2) {
            throw new IllegalStateException("step failed");
          }
          done.incrementAndGet(step);
        };
    try (Lanes lanes = new Lanes(count, natives(), work)) {
      assertTimeoutPreemptively(
          LONG,
          () -> {
            for (int run = 0; run < RUNS; run++) {
              assertThatThrownBy(() -> lanes.run(schedule)).hasMessage("step failed");
            }
            fails[0] = false;
            int before = done.get(STEPS - 1);
            lanes.run(schedule);
            assertThat(done.get(STEPS - 1)).isEqualTo(before + 1);
          });
    }
  }

  private static NativeLibraries natives() {
    OneDnnProvider provider = new OneDnnProvider();
    Optional<String> obstacle = provider.obstacle();
    assumeTrue(obstacle.isEmpty(), () -> "skipped because " + obstacle.orElse(""));
    return provider.natives();
  }
}
