package io.cdmaa.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Photos are found as the command line finds them: results are no photos to protect. */
class PhotoListingTest {
  private static final String RESULT = "a protected photo";

  @TempDir private Path folder;
  private final Storage storage = new Storage(new Configuration(), "run");
  private PhotoListing listing;

  @BeforeEach
  void write() throws Exception {
    Files.createFile(folder.resolve("1.png"));
    Files.writeString(folder.resolve("1-2.png"), RESULT);
    byte[] digest =
        MessageDigest.getInstance("SHA-256").digest(RESULT.getBytes(StandardCharsets.UTF_8));
    Files.writeString(
        folder.resolve("1-2.png.cdmaa.json"),
        "{\"version\":1,\"outputSha256\":\"%s\"}".formatted(HexFormat.of().formatHex(digest)));
    // Somebody has changed this one.
    Files.writeString(folder.resolve("2.png"), "changed");
    Files.copy(folder.resolve("1-2.png.cdmaa.json"), folder.resolve("2.png.cdmaa.json"));
    Files.createFile(Files.createDirectory(folder.resolve("out")).resolve("3.png"));
  }

  private List<String> found(String output, String... globs) throws IOException {
    listing =
        new PhotoListing(
            storage,
            true,
            new org.apache.hadoop.fs.Path("file:" + folder.resolve(output).normalize()),
            new Results(storage, folder));
    return listing.find(List.of(globs)).keySet().stream().map(path -> path.getName()).toList();
  }

  @Test
  void protectedPhotosAreLeftOutUnlessTheyAreNamed() throws IOException {
    assertThat(found("out", folder.toString())).containsExactly("1.png", "2.png");
    assertThat(listing.protectedAlready()).isEqualTo(1);
    assertThat(found("out", folder + "/*.png")).containsExactly("1.png", "2.png");
    assertThat(listing.protectedAlready()).isEqualTo(1);
    assertThat(found("out", folder + "/1-2.png")).containsExactly("1-2.png");
  }

  @Test
  void theOutputFolderIsNotSearchedUnlessItIsNamed() throws IOException {
    assertThat(found("out", folder + "/*/*.png")).isEmpty();
    assertThat(found("out", folder + "/out")).containsExactly("3.png");
    assertThat(found(".", folder + "/1.png")).containsExactly("1.png");
    assertThat(found(".", folder.toString())).containsExactly("1.png", "2.png", "3.png");
  }

  @Test
  void aPathThatIsNotThereIsRefused() {
    assertThatThrownBy(() -> found("out", folder + "/none"))
        .isInstanceOf(InputException.class)
        .hasMessageEndingWith("none; check the path");
  }
}
