package io.cdmaa.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cdmaa.Causes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files on local disks, one of which is full. */
class StorageTest {
  @TempDir private Path folder;
  private final Configuration hadoop = new Configuration();
  private Storage storage;
  private Path large;

  @BeforeEach
  void open() throws IOException {
    hadoop.set("fs.full.impl", FullFileSystem.class.getName());
    storage = new Storage(hadoop, "run");
    large = Files.write(folder.resolve("large"), new byte[20_000]);
    Files.createFile(folder.resolve("disk-full"));
  }

  private org.apache.hadoop.fs.Path full(String name) {
    return new org.apache.hadoop.fs.Path("full://" + folder.resolve(name));
  }

  @Test
  void aFullDiskIsToldAndLeavesTheFileOfBefore() throws IOException {
    Path before = Files.createDirectory(folder.resolve("out")).resolve("1.png");
    Files.writeString(before, "before");
    assertThatThrownBy(() -> storage.store(large, full("out/1.png")))
        .isInstanceOf(IOException.class)
        .satisfies(e -> assertThat(Causes.of(e)).isEqualTo("no space left on device"));
    assertThat(before).hasContent("before");
    assertThat(folder.resolve("out")).isDirectoryNotContaining(file -> !file.equals(before));
    storage.store(Files.writeString(folder.resolve("small"), "after"), full("out/1.png"));
    assertThat(before).hasContent("after");
  }

  @Test
  void ofTwoFilesNeitherAppearsIfOneDoesNotFit() throws IOException {
    Path small = Files.writeString(folder.resolve("small"), "record");
    assertThatThrownBy(
            () -> {
              try (Storage.Prepared one = storage.prepare(small, full("out/1.png.cdmaa.json"));
                  Storage.Prepared two = storage.prepare(large, full("out/1.png"))) {
                one.commit();
                two.commit();
              }
            })
        .isInstanceOf(IOException.class);
    assertThat(folder.resolve("out")).isEmptyDirectory();
  }

  @Test
  void aFolderThatIsAFileIsNamedAsSuch() throws IOException {
    org.apache.hadoop.fs.Path file = new org.apache.hadoop.fs.Path("file:" + large);
    assertThatThrownBy(() -> storage.requireWritable(file))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("cannot be written to (it is a file); choose another");
    assertThatThrownBy(
            () -> storage.requireWritable(new org.apache.hadoop.fs.Path("file:/proc/none")))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("; choose another");
  }

  @Test
  void foldersThatARunMadeAreDeletedIfTheyAreEmpty() throws IOException {
    MadeFolders made = new MadeFolders(storage);
    Path there = Files.createDirectories(folder.resolve("there"));
    for (String name : new String[] {"there/a/b", "there/c", "there"}) {
      made.note(new org.apache.hadoop.fs.Path("file:" + folder.resolve(name)));
    }
    Files.createDirectories(there.resolve("a/b"));
    Files.createDirectories(there.resolve("c"));
    Path kept = Files.createFile(there.resolve("c/1.png"));
    made.deleteEmpty();
    assertThat(there.resolve("a")).doesNotExist();
    assertThat(kept).exists();
    Files.delete(kept);
    made.deleteEmpty();
    assertThat(there).isEmptyDirectory();
  }

  @Test
  void aPhotoWhoseWorkFailsIsNotTakenForOneThatEndsProcesses() {
    DeadlyPhotos deadly = new DeadlyPhotos(storage, "file:" + folder, "run");
    PhotoItem item = new PhotoItem("file:/1.png", "file:/2.png", "1.png");
    var sharing = new ReentrantReadWriteLock();
    for (int attempt = 2; attempt < 5; attempt++) {
      int number = attempt;
      assertThatThrownBy(
              () ->
                  deadly.guard(
                      item,
                      number,
                      sharing,
                      () -> {
                        throw new LinkageError("by intention");
                      },
                      new PhotoWork.Report(item, 0, number)))
          .isInstanceOf(LinkageError.class);
    }
  }

  @Test
  void aPhotoIsSuspectedOnlyAfterTwoAttempts() throws IOException {
    DeadlyPhotos deadly = new DeadlyPhotos(storage, "file:" + folder, "run");
    PhotoItem item = new PhotoItem("file:/1.png", "file:/2.png", "1.png");
    List<Long> marks = new ArrayList<>();
    for (int attempt = 0; attempt < 3; attempt++) {
      deadly.guard(
          item,
          attempt,
          new ReentrantReadWriteLock(),
          () -> {
            marks.add(marks());
            return null;
          },
          new PhotoWork.Report(item, 0, attempt));
      assertThat(marks()).isZero();
    }
    assertThat(marks).containsExactly(0L, 0L, 1L);
  }

  private long marks() {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(file -> file.getParent().endsWith(".cdmaa-run-attempts"))
          .filter(file -> !file.getFileName().toString().startsWith("."))
          .count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
