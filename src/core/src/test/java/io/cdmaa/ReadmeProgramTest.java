package io.cdmaa;

import static org.assertj.core.api.Assertions.assertThat;

import io.cdmaa.generator.TinyGenerators;
import io.cdmaa.testkit.Checkout;
import io.cdmaa.testkit.ChildProcess;
import java.awt.image.BufferedImage;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The program in the README, as it stands there, on this module's class path. */
@Timeout(120)
class ReadmeProgramTest {
  private static final Pattern PROGRAM =
      Pattern.compile("## From Java\\R.*?```java\\R(.*?)```", Pattern.DOTALL);

  @TempDir private Path folder;
  private String program;

  @BeforeEach
  void find() throws IOException {
    Matcher found = PROGRAM.matcher(Files.readString(Checkout.root().resolve("README.md")));
    assertThat(found.find()).as("a program in the section 'From Java'").isTrue();
    program = found.group(1);
  }

  @Test
  void isAboutTenLinesLongAndNeedsNothingButThePublicApi() {
    assertThat(program.lines().filter(line -> !line.isBlank()).count()).isLessThanOrEqualTo(12);
    assertThat(program).doesNotContainPattern("io\\.cdmaa\\.[a-z]");
  }

  @Test
  void protectsAPhoto() throws IOException, InterruptedException {
    Path source = Files.writeString(folder.resolve("ProtectPhoto.java"), program);
    String classPath = System.getProperty("java.class.path");
    int compiled =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                null,
                null,
                "-proc:none",
                "-Werror",
                "-d",
                folder.toString(),
                "-cp",
                classPath,
                source.toString());
    assertThat(compiled).isZero();
    Path models = Files.createDirectory(folder.resolve("models"));
    TinyGenerators.write(models, "two.onnx", TinyGenerators.conditional(1));
    Path photo = folder.resolve("photo.png");
    BufferedImage image = new BufferedImage(12, 12, BufferedImage.TYPE_INT_RGB);
    ImageIO.write(image, "png", photo.toFile());
    Path target = folder.resolve("protected.png");
    ChildProcess.Finished finished =
        new ChildProcess(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-cp",
                    folder + File.pathSeparator + classPath,
                    "ProtectPhoto",
                    models.toString(),
                    photo.toString(),
                    target.toString()),
                folder)
            .with("XDG_CACHE_HOME", folder.resolve("cache").toString())
            .run(Duration.ofSeconds(100));
    assertThat(finished.output()).contains("% of the fakes are broken");
    assertThat(finished.code()).isZero();
    BufferedImage result = ImageIO.read(target.toFile());
    int[] pixels = result.getRGB(0, 0, 12, 12, null, 0, 12);
    assertThat(pixels).isNotEqualTo(image.getRGB(0, 0, 12, 12, null, 0, 12));
  }
}
