package io.cdmaa.bf16;

import static org.assertj.core.api.Assertions.assertThat;

import io.cdmaa.bf16.Schedule.Access;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which steps may run at the same time. */
class ScheduleTest {
  private static Access reads(long start, long end) {
    return new Access(start, end, false);
  }

  private static Access writes(long start, long end) {
    return new Access(start, end, true);
  }

  @Test
  void aStepWaitsForWhatItReadsAndForReadersOfWhatItOverwrites() {
    Schedule schedule =
        new Schedule(
            List.of(
                List.of(writes(0, 9)),
                List.of(writes(0, 4)),
                List.of(writes(4, 8)),
                List.of(reads(2, 3), writes(8, 9)),
                List.of(writes(3, 5), reads(8, 9))),
            1,
            5);
    Schedule.Run run = schedule.start();

    assertThat(run.take()).isEqualTo(1);
    assertThat(run.take()).isEqualTo(2);
    assertThat(run.take()).isEqualTo(-1);
    run.finished(2);
    assertThat(run.take()).isEqualTo(-1);
    run.finished(1);
    assertThat(run.take()).isEqualTo(3);
    assertThat(run.take()).isEqualTo(-1);
    run.finished(3);
    assertThat(run.take()).isEqualTo(4);
    assertThat(run.isOver()).isFalse();
    run.finished(4);
    assertThat(run.isOver()).isTrue();
  }

  @Test
  void readersDoNotWaitForEachOther() {
    Schedule schedule = new Schedule(List.of(List.of(reads(0, 4)), List.of(reads(0, 4))), 0, 2);
    Schedule.Run run = schedule.start();
    assertThat(run.take()).isZero();
    assertThat(run.take()).isEqualTo(1);
  }
}
