package io.cdmaa.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cdmaa.CancellationToken;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a killed process leaves, and what the next one makes of it. */
@Timeout(value = 1, unit = TimeUnit.MINUTES)
class JobFolderTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final JobRequest REQUEST =
      new JobRequest("a.png", "PNG", 9, 9, 3, null, null, "", List.of("plain"), START.toString());

  private final JobIds ids = new JobIds();
  @TempDir private Path temporary;
  private Path folder;

  @BeforeEach
  void name() {
    folder = temporary.resolve("data");
  }

  private JobStore store(JobFolder open, Instant now) throws IOException {
    JobStore store =
        new JobStore(
            open,
            Limits.DEFAULT.withKeep(Duration.ofMinutes(60), Duration.ofMinutes(10)),
            Clock.fixed(now, ZoneOffset.UTC),
            new Pace(),
            new DiskBudget(1L << 30),
            new ResultSize());
    store.recover();
    return store;
  }

  private String add(JobFolder open) throws IOException {
    String id = ids.next();
    open.add(id, REQUEST, new byte[3]);
    return id;
  }

  @Test
  void aFolderWithOtherFilesIsRefusedAndLeftAsItIs() throws IOException {
    Path mine = Files.createDirectories(folder.resolve("incoming")).resolve("mine.txt");
    Files.writeString(mine, "not of a service");
    Set<PosixFilePermission> before = Files.getPosixFilePermissions(folder);
    assertThatThrownBy(() -> JobFolder.open(folder))
        .isInstanceOf(JobFolder.ForeignFolderException.class);
    assertThat(mine).hasContent("not of a service");
    assertThat(Files.getPosixFilePermissions(folder)).isEqualTo(before);
    try (Stream<Path> entries = Files.list(folder)) {
      assertThat(entries).hasSize(1);
    }
  }

  @Test
  void whatIsHalfWrittenIsRemovedAndWhatIsDamagedIsDeleted() throws IOException {
    String whole;
    try (JobFolder open = JobFolder.open(folder)) {
      whole = add(open);
    }
    Files.write(folder.resolve("incoming").resolve("part"), new byte[9]);
    Files.createDirectories(folder.resolve("incoming/deep/er"));
    Path damaged = Files.createDirectory(folder.resolve("jobs").resolve(ids.next()));
    Files.writeString(damaged.resolve("request.json"), "{\"name\":");
    try (JobFolder open = JobFolder.open(folder)) {
      JobStore store = store(open, START);
      assertThat(TinyService.files(folder.resolve("incoming"))).isZero();
      assertThat(open.ids()).containsExactly(whole);
      assertThat(store.get(whole).status().state()).isEqualTo(JobState.QUEUED);
      assertThat(store.waiting()).isEqualTo(1);
    }
  }

  @Test
  void theFolderIsForItsOwnerOnlyAndForOneService() throws IOException {
    try (JobFolder open = JobFolder.open(folder)) {
      assertThat(Files.getPosixFilePermissions(folder)).hasSize(3);
      assertThatThrownBy(() -> JobFolder.open(folder))
          .isInstanceOf(JobFolder.FolderInUseException.class);
      assertThat(open.ids()).isEmpty();
    }
    JobFolder.open(folder).close();
  }

  @Test
  void finishedJobsExpireAtTheSameTimeAfterARestart() throws IOException {
    String kept;
    String fetched;
    try (JobFolder open = JobFolder.open(folder)) {
      kept = add(open);
      fetched = add(open);
      JobEnd end = new JobEnd("weak", null, START.toString(), 1, 0);
      open.finish(kept, end, to -> Files.write(to.resolve("photo.png"), new byte[7]));
      open.finish(fetched, end, to -> {});
      open.delivered(fetched);
      Files.setLastModifiedTime(
          folder.resolve("jobs").resolve(fetched).resolve("delivered"), FileTime.from(START));
    }
    try (JobFolder open = JobFolder.open(folder)) {
      JobStore store = store(open, START.plus(Duration.ofMinutes(10)));
      assertThat(store.get(kept).status().end().outcome()).isEqualTo("weak");
      assertThatThrownBy(() -> store.get(fetched)).isInstanceOf(Refusal.class);
      store.sweep();
      assertThat(open.ids()).containsExactly(kept);
    }
    try (JobFolder open = JobFolder.open(folder)) {
      JobStore store = store(open, START.plus(Duration.ofMinutes(60)));
      store.sweep();
      assertThat(open.ids()).isEmpty();
    }
  }

  @Test
  void aPhotoThatEndsTheProcessIsGivenUp() throws IOException {
    try (JobFolder open = JobFolder.open(folder)) {
      JobStore store = store(open, START);
      Job job = new Job(add(open), "", REQUEST, new CancellationToken());
      for (int i = 0; i < 5; i++) {
        assertThat(store.begin(job)).isTrue();
      }
      assertThat(store.begin(job)).isFalse();
      store.requeue(job);
      assertThat(store.begin(job)).isTrue();
    }
  }
}
