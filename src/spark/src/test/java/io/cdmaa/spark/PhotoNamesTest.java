package io.cdmaa.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.Test;

class PhotoNamesTest {
  private static SortedMap<Path, Path> photos(String base, String... names) {
    SortedMap<Path, Path> photos = new TreeMap<>();
    for (String name : names) {
      photos.put(new Path(name), new Path(base));
    }
    return photos;
  }

  @Test
  void theTreeBelowTheBaseIsMirroredAndSourcesAreRelative() {
    List<PhotoItem> items =
        PhotoNames.items(
            photos("hdfs://n/in", "hdfs://n/in/b/c d.jpg", "hdfs://n/in/a.webp"),
            new Path("hdfs://n/out"),
            "png");
    assertThat(items)
        .containsExactly(
            new PhotoItem("hdfs://n/in/a.webp", "hdfs://n/out/a.png", "../in/a.webp"),
            new PhotoItem("hdfs://n/in/b/c d.jpg", "hdfs://n/out/b/c d.png", "../../in/b/c d.jpg"));
  }

  @Test
  void aPhotoOfAnotherFileSystemHasItsAddressAsItsSource() {
    assertThat(PhotoNames.items(photos("s3a://b/", "s3a://b/a.jpg"), new Path("file:/out"), "png"))
        .containsExactly(new PhotoItem("s3a://b/a.jpg", "file:/out/a.png", "s3a://b/a.jpg"));
  }

  @Test
  void outputsAreDifferentAndNeverPhotosThemselves() {
    List<PhotoItem> items =
        PhotoNames.items(
            photos("file:/in", "file:/in/a.jpg", "file:/in/a.png", "file:/in/a.tif"),
            new Path("file:/in"),
            "png");
    assertThat(items.stream().map(PhotoItem::output))
        .containsExactly("file:/in/a-2.png", "file:/in/a-3.png", "file:/in/a-4.png");
  }

  @Test
  void aPhotoOutsideTheBaseIsRefused() {
    assertThatThrownBy(
            () ->
                PhotoNames.items(photos("file:/in", "file:/inn/a.jpg"), new Path("file:/o"), "png"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("file:/inn/a.jpg");
  }

  @Test
  void theCommonFolderIsTheDeepest() {
    assertThat(
            PhotoNames.common(List.of(new Path("file:/a/b/c/1.png"), new Path("file:/a/b/2.png"))))
        .isEqualTo(new Path("file:/a/b"));
    assertThat(PhotoNames.common(List.of(new Path("file:/a/1.png"), new Path("file:/ab/2.png"))))
        .isEqualTo(new Path("file:/"));
    assertThat(PhotoNames.common(List.of(new Path("file:/1.png"), new Path("hdfs://n/2.png"))))
        .isNull();
  }
}
