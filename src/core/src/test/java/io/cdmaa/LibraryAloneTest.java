package io.cdmaa;

import static org.assertj.core.api.Assertions.assertThat;

import io.cdmaa.attack.AttackListener;
import io.cdmaa.attack.AttackSettings;
import io.cdmaa.attack.IFgsm;
import io.cdmaa.attack.Protector;
import io.cdmaa.generator.GeneratorGroup;
import io.cdmaa.generator.GeneratorLoader;
import io.cdmaa.image.Crop;
import io.cdmaa.image.OutputFormat;
import io.cdmaa.image.Photo;
import io.cdmaa.image.PhotoReader;
import io.cdmaa.image.PhotoWriter;
import io.cdmaa.image.ReadLimits;
import io.cdmaa.mgda.StandardArithmetic;
import io.cdmaa.runtime.RuntimeSettings;
import io.cdmaa.runtime.SessionFactory;
import io.cdmaa.testkit.Checkout;
import io.cdmaa.testkit.ChildProcess;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a program gets that depends on this library and on nothing else. */
class LibraryAloneTest {
  private static final long MOST_BYTES = 70_000_000;

  @TempDir Path folder;

  private static final Path TARGET = Checkout.root().resolve(Path.of("src", "core", "target"));
  private static final Path CLASSES = TARGET.resolve("classes");

  /** The jars that the build lists as what the library needs at run time. */
  private static List<Path> jars() throws IOException {
    String paths = Files.readString(TARGET.resolve("runtime-classpath")).strip();
    return Stream.of(paths.split(File.pathSeparator, -1)).map(Path::of).toList();
  }

  /** The library's own classes as they are in a jar. */
  private static long compressedClasses() throws IOException {
    ByteArrayOutputStream jar = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(jar);
        Stream<Path> files = Files.walk(CLASSES)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        zip.putNextEntry(new ZipEntry(CLASSES.relativize(file).toString()));
        zip.write(Files.readAllBytes(file));
      }
    }
    return jar.size();
  }

  @Test
  void itsClassPathHoldsNothingForTheCommandLineAndIsSmall() throws IOException {
    long bytes = compressedClasses();
    for (Path jar : jars()) {
      bytes += Files.size(jar);
    }

    assertThat(jars())
        .map(jar -> jar.getFileName().toString())
        .anyMatch(name -> name.startsWith("onnxruntime-"))
        .noneMatch(
            name -> name.matches("(nd4j|openblas|javacpp|picocli|logback|xchart|progressbar).*"));
    assertThat(bytes).isBetween(MOST_BYTES / 10, MOST_BYTES);
  }

  @Test
  void itProtectsAPhotoWithPlainArithmetic() throws Exception {
    String path =
        Stream.concat(Stream.of(CLASSES, TARGET.resolve("test-classes")), jars().stream())
            .map(Path::toString)
            .collect(Collectors.joining(File.pathSeparator));
    Path output = folder.resolve("protected.png");

    ChildProcess.Finished ended =
        ChildProcess.java(
                Program.class,
                folder,
                List.of(Checkout.root().resolve("onnx").toString(), output.toString()))
            .with("CLASSPATH", path)
            .run(Duration.ofMinutes(5));

    assertThat(ended.output()).contains("combined by plain").doesNotContain("Exception");
    assertThat(ended.code()).isZero();
    assertThat(new PhotoReader(ReadLimits.DEFAULT).read(output).width()).isPositive();
  }

  /** Protects the sample against a bundled generator: arguments are their folder and a file. */
  static final class Program {
    private Program() {}

    @SuppressWarnings("SystemOut") // the test reads it
    public static void main(String[] arguments) {
      Path models = Path.of(arguments[0]);
      Photo photo = new PhotoReader(ReadLimits.DEFAULT).read(models.resolve("sample/portrait.png"));
      SessionFactory sessions = new SessionFactory(new RuntimeSettings(Device.CPU, 1));
      try (GeneratorGroup group =
          GeneratorGroup.withGradient(
              GeneratorLoader.load(List.of(models.resolve("ugatit"))), sessions)) {
        Protector.Result result =
            new Protector(group, new IFgsm(), AttackSettings.defaults().withIterations(3))
                .protect(
                    photo, Crop.centreSquare(photo.width(), photo.height()), AttackListener.NONE);
        if (result.attack().losses().mean(0) <= 0
            || Arrays.equals(photo.pixels().toArray(), result.photo().pixels().toArray())) {
          throw new IllegalStateException("nothing has changed");
        }
        new PhotoWriter().write(result.photo(), Path.of(arguments[1]), OutputFormat.PNG);
        System.out.println("combined by " + StandardArithmetic.create());
      }
    }
  }
}
