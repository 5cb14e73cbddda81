package io.cdmaa.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.cdmaa.attack.Losses;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LongSearchTest {
  private static final Losses ANY = new Losses(new double[][] {{0}});

  private final List<String> told = new ArrayList<>();
  private long now;

  private void search(int rounds, double secondsPerStep) {
    LongSearch search = new LongSearch(50, rounds, told::add, () -> now);
    for (int photo = 0; photo < 2; photo++) {
      Progress progress = search.timing(Progress.SILENT);
      for (int i = 0; i <= 3; i++) {
        progress.iteration(i, ANY);
        now += (long) (secondsPerStep * 1e9);
      }
    }
  }

  @Test
  void aSearchOverAMinuteIsAnnouncedOnce() {
    search(1, 72);
    assertThat(told).containsExactly("This will take about 60 min.");
  }

  @Test
  void aFolderCountsAllItsPhotos() {
    search(20, 0.36);
    assertThat(told).containsExactly("This will take about 6 min for all photos.");
  }

  @Test
  void aQuickOneIsNot() {
    search(1, 1.1);
    assertThat(told).isEmpty();
  }
}
