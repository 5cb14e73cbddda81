package io.cdmaa.cli;

import static io.cdmaa.cli.CommandLineFixture.names;
import static io.cdmaa.cli.CommandLineFixture.photo;
import static io.cdmaa.cli.CommandLineFixture.run;
import static org.assertj.core.api.Assertions.assertThat;

import io.cdmaa.cli.CommandLineFixture.Outcome;
import io.cdmaa.generator.ColorOrder;
import io.cdmaa.generator.Generator;
import io.cdmaa.generator.GeneratorLoader;
import io.cdmaa.generator.Manifest;
import io.cdmaa.generator.ModelLocator;
import io.cdmaa.generator.SourceAttributes;
import io.cdmaa.generator.ValueRange;
import io.cdmaa.image.SquareCrop;
import io.cdmaa.io.Digest;
import io.cdmaa.onnx.GraphBuilder;
import io.cdmaa.onnx.GraphCodec;
import io.cdmaa.onnx.ModelFile;
import io.cdmaa.onnx.TensorType;
import io.cdmaa.testkit.ExternalModels;
import java.awt.image.BufferedImage;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** Adding, listing, showing and verifying models. */
class ModelCommandTest {
  @TempDir Path folder;
  private Path onnx;

  @BeforeEach
  void model() throws IOException {
    onnx = TinyModels.conditional(folder.resolve("editor.onnx"));
  }

  private static Generator only(Path path) {
    List<Manifest> found = ModelLocator.find(List.of(path));
    assertThat(found).hasSize(1);
    return GeneratorLoader.load(found.get(0));
  }

  @Test
  void addWritesWhatTheFileTellsAndWhatTheOptionsSay() throws IOException {
    Outcome outcome =
        run(
            "model",
            "add",
            onnx,
            "--name=My: editor",
            "--attributes=Male,Young",
            "--form=difference",
            "--licence=MIT",
            "--crop=170/178+3+6");
    assertThat(outcome.code()).as(outcome.err()).isZero();
    assertThat(names(folder)).containsExactly("editor.onnx", "editor.yaml");
    Generator generator = only(folder);
    assertThat(generator.name()).isEqualTo("My: editor");
    assertThat(generator.image().range()).isEqualTo(ValueRange.SYMMETRIC);
    assertThat(generator.crop()).contains(SquareCrop.parse("170/178+3+6"));
    assertThat(generator.assumptions()).isEmpty();
    assertThat(generator.domains(SourceAttributes.parse("Male=1")).get(0).condition())
        .containsExactly(-1, 0);
    assertThat(Files.readString(folder.resolve("editor.yaml"))).contains(Digest.of(onnx));
    Outcome again = run("model", "add", onnx, "--attributes=Male,Young");
    assertThat(again.code()).isEqualTo(1);
    assertThat(again.err()).contains("--force");
  }

  @Test
  void addCopiesIntoAFolderOfItsOwn() throws IOException {
    Path models = folder.resolve("models");
    Outcome outcome =
        run("model", "add", onnx, "--into", models, "--domain=a b=1,0", "--domain=no=0,0.5");
    assertThat(outcome.code()).as(outcome.err()).isZero();
    assertThat(names(models.resolve("editor"))).containsExactly("editor.onnx", "editor.yaml");
    Generator generator = only(models);
    assertThat(generator.domainNames()).containsExactly("a b", "no");
    assertThat(generator.domains().get(1).condition()).containsExactly(0, 0.5f);
  }

  @Test
  void addCopiesWeightsToWhereTheModelLooksForThem() throws IOException {
    Path weights = ExternalModels.write(onnx, ModelFile.read(onnx), "weights/of the editor");
    Path models = folder.resolve("models");
    Path taken = models.resolve("editor").resolve("weights").resolve("of the editor");
    Files.createDirectories(taken.getParent());
    Files.writeString(taken, "something else");
    assertThat(run("model", "add", onnx, "--into", models).err()).contains("--force");
    assertThat(names(models.resolve("editor"))).containsExactly("weights");
    Outcome outcome = run("model", "add", onnx, "--into", models, "--force");
    assertThat(outcome.code()).as(outcome.err()).isZero();
    Files.delete(weights);
    assertThat(only(models).domains()).hasSize(2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--attributes=Male | 1 names for the 2 values",
        "--domain=a=1,x | is not a number",
        "--domain=a=1 | takes 2",
        "--crop=3 | is not SIZE/OF",
        "--crop=170/178+9+0 | exceeds the photo",
        "--form=labels --attributes=A,B | is not known",
      })
  void addLeavesNothingBehindWhenSomethingIsWrong(String options, String expected)
      throws IOException {
    Object[] args = ("model;add;" + onnx + ";" + options.replace(" ", ";")).split(";", -1);
    Outcome outcome = run(args);
    assertThat(outcome.code()).isEqualTo(1);
    assertThat(outcome.err()).contains(expected).doesNotContain("\tat ");
    assertThat(names(folder)).containsExactly("editor.onnx");
  }

  private Outcome answering(String answers, Object... args) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Console console =
        new Console(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            true,
            Optional.empty(),
            new Interruption());
    Questions questions =
        new Questions(Optional.of(new BufferedReader(new StringReader(answers))), console.err());
    CommandLine line = ModelCommand.line(console, questions);
    line.setExecutionExceptionHandler(
        (e, command, result) -> {
          console.error(Failures.describe(e));
          return 1;
        });
    String[] words = new String[args.length];
    for (int i = 0; i < words.length; i++) {
      words[i] = args[i].toString();
    }
    int code = line.execute(words);
    return new Outcome(
        code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  @Test
  void onATerminalItAsksOnlyWhatTheFileDoesNotTellAndAsksAgainAfterAWrongAnswer() {
    Outcome outcome = answering("Editor\nGRB\nbgr\nMale\nMale, Young\n\nMIT\n\n", "add", onnx);
    assertThat(outcome.code()).as(outcome.err()).isZero();
    assertThat(outcome.err())
        .contains("Give RGB or BGR", "1 names for the 2 values", "the 2 values of its condition")
        .doesNotContain("pixels was it trained for", "Values of black and white");
    Generator generator = only(folder);
    assertThat(generator.name()).isEqualTo("Editor");
    assertThat(generator.image().color()).isEqualTo(ColorOrder.BGR);
    assertThat(generator.labels().orElseThrow().attributes()).containsExactly("Male", "Young");
  }

  @Test
  void answersThatEndLeaveNothingBehind() throws IOException {
    Outcome outcome = answering("Editor\nRGB\n", "add", onnx);
    assertThat(outcome.code()).isEqualTo(1);
    assertThat(outcome.err()).contains("nothing was written");
    assertThat(names(folder)).containsExactly("editor.onnx");
  }

  /** Black and white as the model has them, from how its output is made. */
  @ParameterizedTest
  @CsvSource({"Tanh, 1, 0, -1, 1", "Sigmoid, 1, 0, 0, 1", "Sigmoid, 255, 0, 0, 255"})
  void theRangeIsFoundByRunningTheModel(
      String last, double scale, double shift, double black, double white) throws IOException {
    GraphBuilder b = new GraphBuilder("t/");
    String image = b.input("image", TensorType.floats(1, 3, 16, 16));
    String normal = b.scale(image, 1 / scale);
    String fake = b.add(b.scale(b.op(last, normal), scale), b.scalar(shift));
    Path model = folder.resolve("ranged.onnx");
    Files.write(model, GraphCodec.encode(b.build(Map.of("fake", fake))).toByteArray());
    assertThat(run("model", "add", model).code()).isZero();
    Generator generator = only(folder.resolve("ranged.yaml"));
    assertThat(generator.image().range()).isEqualTo(new ValueRange(black, white));
    assertThat(generator.output().range()).isEqualTo(new ValueRange(black, white));
  }

  @Test
  void listGoesOnAfterWhatIsWrong() throws IOException {
    Path other = Files.createDirectory(folder.resolve("other"));
    Files.writeString(other.resolve("broken.yaml"), "version: 1\nonnx: none.onnx\n");
    Outcome outcome = run("model", "list", folder);
    assertThat(outcome.code()).isEqualTo(1);
    assertThat(outcome.out()).contains("editor.onnx", "no manifest");
    assertThat(outcome.err()).contains("none.onnx does not exist");
  }

  @Test
  void showTellsTheConditionsOfAFace() {
    run("model", "add", onnx, "--attributes=Male,Young", "--origin=here", "--crop=9/16+0+7");
    assertThat(run("model", "show", folder, "--json").out())
        .contains("\"sees\":{\"size\":9,\"of\":16,\"left\":0,\"top\":7}");
    assertThat(run("model", "show", folder).out())
        .contains("9 of 16, 0 from the left, 7 from the top")
        .contains("label of Male Young", "male [1.0, 0.0]", "here", "not stated");
    assertThat(run("model", "show", folder, "--attributes=Male=1").out())
        .contains("male [0.0, 0.0]");
    assertThat(run("model", "show", folder, "--attributes=Mael=1").err())
        .contains("did you mean 'Male'");
  }

  @Test
  void verifyChecksDigestForwardAndGradientAndDrawsEveryDomain() throws IOException {
    run("model", "add", onnx, "--attributes=Male,Young");
    Path sheet = folder.resolve("sheet.png");
    Path face = photo(folder.resolve("face.png"), 20, 24, 1);
    Outcome outcome = run("model", "verify", folder, "--photo", face, "--sheet", sheet);
    assertThat(outcome.code()).as(outcome.err()).isZero();
    assertThat(outcome.out()).contains("as stated", "2 fakes, values from -", "to be trusted");
    BufferedImage picture = ImageIO.read(sheet.toFile());
    // The photo and two fakes beside each other, none of them white.
    assertThat(picture.getWidth()).isGreaterThan(3 * 192);
    for (int cell = 0; cell < 3; cell++) {
      int colour = picture.getRGB(cell * picture.getWidth() / 3 + 90, picture.getHeight() / 2);
      assertThat(colour & 0xffffff).isNotEqualTo(0xffffff);
    }

    TinyModels.plain(onnx);
    Outcome replaced = run("model", "verify", folder, "--photo", face, "--sheet", sheet);
    assertThat(replaced.code()).isEqualTo(1);
    assertThat(replaced.err()).contains("SHA-256");
  }

  @Test
  void verifyGoesOnAfterAModelThatHasNoGradient() throws IOException {
    TinyModels.withoutGradient(folder.resolve("det.onnx"));
    Path sheet = folder.resolve("sheet.png");
    Outcome outcome = run("model", "verify", folder, "--sheet", sheet);
    assertThat(outcome.code()).isEqualTo(1);
    assertThat(outcome.err()).contains("Det");
    assertThat(outcome.out()).contains("editor: ", "to be trusted");
    assertThat(sheet).exists();
  }

  @Test
  void withoutACommandItSaysWhichThereAre() {
    assertThat(run("model").code()).isEqualTo(2);
    assertThat(run("model").err()).contains("add, list, show or verify");
  }
}
