package io.cdmaa.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;

/** What the job's jar contains. */
class JobJarIT {
  /** (licences) name (group:artifact:version - address). */
  private static final Pattern LIBRARY =
      Pattern.compile("\\s+((?:\\([^()]*\\) )+).*\\(([^():]+):([^():]+):[^():]+ - .*\\)");

  private static final long MOST_BYTES = 25_000_000;

  private static ZipFile jar() throws IOException {
    return new ZipFile(System.getProperty("cdmaa.spark.jar"));
  }

  private static String text(ZipFile jar, String name) throws IOException {
    ZipEntry entry = jar.getEntry(name);
    assertThat(entry).as(name).isNotNull();
    try (InputStream in = jar.getInputStream(entry)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void everyLibraryComesWithItsLicence() throws IOException {
    try (ZipFile jar = jar()) {
      assertThat(text(jar, "META-INF/LICENSE")).contains("Apache License", "Version 2.0");
      List<String> texts =
          jar.stream()
              .map(ZipEntry::getName)
              .filter(name -> name.startsWith("META-INF/licenses/") && name.endsWith(".txt"))
              .map(name -> name.replaceAll(".*/|\\.txt", ""))
              .toList();
      List<String> libraries = text(jar, "META-INF/THIRD-PARTY.txt").lines().skip(2).toList();
      assertThat(libraries).hasSizeGreaterThan(10);
      for (String library : libraries) {
        Matcher matcher = LIBRARY.matcher(library);
        assertThat(matcher.matches()).as(library).isTrue();
        boolean own =
            texts.stream()
                .anyMatch(n -> matcher.group(2).contains(n) || matcher.group(3).contains(n));
        assertThat(own || matcher.group(1).contains("Apache")).as(library).isTrue();
      }
      assertThat(text(jar, "ThirdPartyNotices.txt")).contains("THIRD PARTY");
      assertThat(text(jar, "META-INF/licenses/webp-imageio.txt")).contains("Luciad", "libwebp");
      // Of several files of one name a jar keeps one, so there is none beside these.
      assertThat(jar.getEntry("LICENSE")).isNull();
      assertThat(jar.getEntry("META-INF/NOTICE")).isNull();
    }
  }

  @Test
  void nothingIsInItThatSparkBringsAlong() throws IOException {
    try (ZipFile jar = jar()) {
      assertThat(jar.stream().mapToLong(ZipEntry::getCompressedSize).sum()).isLessThan(MOST_BYTES);
      assertThat(jar.stream().map(ZipEntry::getName))
          .noneMatch(
              name ->
                  name.matches(
                      "(com/fasterxml|org/slf4j|org/yaml|scala|org/apache/(spark|hadoop)"
                          + "|com/google/protobuf|ch/qos)/.*"));
    }
  }
}
