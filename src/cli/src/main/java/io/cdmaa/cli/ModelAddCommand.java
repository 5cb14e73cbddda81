package io.cdmaa.cli;

import io.cdmaa.CdmaaException;
import io.cdmaa.generator.ColorOrder;
import io.cdmaa.generator.Domain;
import io.cdmaa.generator.Generator;
import io.cdmaa.generator.GeneratorLoader;
import io.cdmaa.generator.GeneratorSession;
import io.cdmaa.generator.GradientCheck;
import io.cdmaa.generator.Labels;
import io.cdmaa.generator.Layout;
import io.cdmaa.generator.Manifest;
import io.cdmaa.generator.ManifestDraft;
import io.cdmaa.generator.PhotoShape;
import io.cdmaa.generator.RangeCheck;
import io.cdmaa.generator.RangeInference;
import io.cdmaa.generator.ValueRange;
import io.cdmaa.image.AtomicFile;
import io.cdmaa.image.SquareCrop;
import io.cdmaa.onnx.ModelFile;
import io.cdmaa.onnx.Value;
import io.cdmaa.protection.OutputKind;
import io.cdmaa.protection.WriteGuard;
import io.cdmaa.runtime.RuntimeSettings;
import io.cdmaa.runtime.SessionFactory;
import io.cdmaa.tensor.FloatTensor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Writes the first manifest of a model. */
@Command(
    name = "add",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Writes the first manifest of an ONNX file: what the file tells is found out, the rest is"
          + " asked on a terminal, or taken from the options.",
      "Writes FILE.yaml beside the file, or copies both into a folder of their own below --into."
    },
    footer = {
      "",
      "Example: cdmaa model add editor.onnx --into onnx --attributes Black_Hair,Male,Young"
    })
final class ModelAddCommand implements Callable<Integer> {
  private final Console console;
  private final Questions questions;

  @Parameters(paramLabel = "FILE", description = "The ONNX file.")
  private Path onnx;

  @Option(names = "--into", paramLabel = "DIR", description = "Copy it to DIR/NAME-OF-FILE/.")
  private Path into;

  @Option(names = "--name", description = "What reports call it. Default: the file's name.")
  private String name;

  @Option(
      names = "--size",
      paramLabel = "N",
      description =
          "Pixels of height and width that it was trained for, where the file leaves it" + " open.")
  private Integer size;

  @Option(
      names = "--range",
      arity = "2",
      paramLabel = "N",
      description = "The values of black and white. Default: found by running the model.")
  private List<Double> range;

  @Option(names = "--color", paramLabel = "C", description = "RGB or BGR. Default: RGB.")
  private ColorOrder color;

  @Option(
      names = "--crop",
      paramLabel = "SIZE/OF[+LEFT+TOP]",
      description =
          "The square that it was trained to see, e.g. 170/178 of CelebA; in the middle, or 3 from"
              + " the left and 6 from the top of the largest square there with 170/178+3+6.")
  private String crop;

  @Option(names = "--input", paramLabel = "NAME", description = "The image input.")
  private String input;

  @Option(names = "--output", paramLabel = "NAME", description = "The image output.")
  private String output;

  @Option(names = "--condition", paramLabel = "NAME", description = "The condition input.")
  private String condition;

  @Option(
      names = "--attributes",
      paramLabel = "LIST",
      split = ",",
      description = "What the condition's values mean, in order, e.g. Black_Hair,Male,Young.")
  private List<String> attributes;

  @Option(
      names = "--form",
      paramLabel = "F",
      description = "label (attributes after the edit; default), difference or one-hot.")
  private String form;

  @Option(
      names = "--low-high",
      arity = "2",
      paramLabel = "N",
      description = "Numbers for an attribute that a face lacks and has. Default: 0 1.")
  private List<Double> lowHigh;

  @Option(
      names = "--strength",
      paramLabel = "N",
      defaultValue = "1",
      description = "What the edited attribute's number is multiplied with. Default: 1.")
  private double strength;

  @Option(
      names = "--domain",
      paramLabel = "NAME=V,V,...",
      description = "A condition as it is, instead of --attributes; repeat for more.")
  private List<String> domains = new ArrayList<>();

  @Option(names = "--licence", paramLabel = "TEXT", description = "Of the weights.")
  private String licence;

  @Option(names = "--origin", paramLabel = "TEXT", description = "Of the weights.")
  private String origin;

  @Option(
      names = {"-f", "--force"},
      description = "Replace a manifest, or a model below --into.")
  private boolean force;

  @Mixin private OutputOptions print;

  ModelAddCommand(Console console, Questions questions) {
    this.console = console;
    this.questions = questions;
  }

  @Override
  public Integer call() {
    print.configureLogging();
    ModelFile.Content content = ModelFile.open(onnx);
    ManifestDraft draft = draft(content);
    Manifest manifest = draft.manifest();
    Generator generator = GeneratorLoader.load(manifest);
    requireFittingRange(generator);
    Path target = write(draft, content);
    if (print.human()) {
      console.out().print(draft.yaml());
      console
          .out()
          .printf(
              Locale.ROOT,
              "Wrote %s: %d domain%s at %d x %d.%n",
              target,
              generator.domains().size(),
              generator.domains().size() == 1 ? "" : "s",
              generator.image().width(),
              generator.image().height());
    }
    return 0;
  }

  private static void requireFittingRange(Generator generator) {
    PhotoShape shape = new PhotoShape(3, generator.image().height(), generator.image().width());
    FloatTensor photo = GradientCheck.picture(shape, new SplittableRandom(0));
    SessionFactory sessions = new SessionFactory(RuntimeSettings.cpu());
    try (GeneratorSession session = GeneratorSession.forward(generator, shape, sessions)) {
      RangeCheck.contradiction(generator, photo, session.fakes(photo))
          .ifPresent(
              clause -> {
                throw new CdmaaException(
                    "The model "
                        + generator.source()
                        + " "
                        + clause
                        + "; say what black and white are to it with --range");
              });
    }
  }

  /** Asks for what is missing; what the file tells is not asked. */
  private ManifestDraft draft(ModelFile.Content content) {
    String stem = onnx.getFileName().toString().replaceAll("(?i)\\.onnx$", "");
    Optional<Manifest.Size> given = Optional.ofNullable(size).map(n -> new Manifest.Size(n, n));
    if (given.isEmpty() && isOpen(content)) {
      given =
          questions.possible()
              ? questions.ask(
                  "Its image size is open; how many pixels was it trained for",
                  "",
                  text -> Optional.of(square(text)))
              : Optional.empty();
    }
    ManifestDraft bare =
        new ManifestDraft(
            onnx,
            Optional.empty(),
            port(input, Optional.empty(), Optional.empty(), Optional.empty(), given),
            port(output, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty()),
            Optional.empty(),
            Optional.ofNullable(condition),
            Optional.empty(),
            List.of(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    // Loaded once as it is, so that its own names, layout and shapes are known.
    Generator found = GeneratorLoader.load(bare.manifest());
    String called =
        name != null ? name : questions.ask("What shall reports call it", stem, text -> text);
    ColorOrder order =
        color != null
            ? color
            : questions.ask("Order of its colours, RGB or BGR", "RGB", ModelAddCommand::order);
    RangeInference guess = RangeInference.of(found, new SessionFactory(RuntimeSettings.cpu()));
    ValueRange black = range(guess);
    ValueRange fake = range == null && black.equals(guess.image()) ? guess.output() : black;
    Optional<String> conditionName = found.condition().map(Generator.ConditionPort::name);
    List<Domain> values = domains.stream().map(ModelAddCommand::domain).toList();
    Optional<Labels> labels =
        conditionName.isPresent() && values.isEmpty() ? labels(found) : Optional.empty();
    if (conditionName.isPresent() && values.isEmpty() && labels.isEmpty()) {
      values = found.domains();
      print.note(console, "Its condition is taken to be one-hot; edit the domains if it is not.");
    }
    return new ManifestDraft(
        onnx,
        Optional.of(called),
        port(
            found.image().name(),
            Optional.of(found.image().layout()),
            Optional.of(order),
            Optional.of(black),
            given),
        port(
            found.output().name(),
            Optional.of(found.output().layout()),
            Optional.of(order),
            Optional.of(fake),
            Optional.empty()),
        Optional.ofNullable(crop).map(SquareCrop::parse),
        conditionName,
        labels,
        values,
        said(licence, "Licence of the weights"),
        said(origin, "Where the weights come from"),
        Optional.of(content.fileSha256()));
  }

  private Optional<String> said(String option, String question) {
    String text = option != null ? option : questions.ask(question, "", answer -> answer);
    return text.isBlank() ? Optional.empty() : Optional.of(text);
  }

  private static Manifest.Port port(
      String name,
      Optional<Layout> layout,
      Optional<ColorOrder> color,
      Optional<ValueRange> range,
      Optional<Manifest.Size> size) {
    return new Manifest.Port(Optional.ofNullable(name), layout, color, range, size);
  }

  /** Whether some input that looks like an image leaves its size open. */
  private boolean isOpen(ModelFile.Content content) {
    return content.graph().inputs().stream()
        .filter(v -> input == null || v.name().equals(input))
        .map(Value::type)
        .anyMatch(
            t ->
                t.rank() == 4
                    && (t.dim(1) == 3 || t.dim(3) == 3)
                    && Arrays.stream(t.dims()).skip(1).anyMatch(d -> d < 1));
  }

  private ValueRange range(RangeInference guess) {
    if (range != null) {
      return new ValueRange(range.get(0), range.get(1));
    }
    if (!questions.possible() || guess.sure()) {
      print.note(
          console,
          "Its values are taken to lie in ["
              + plain(guess.image().black())
              + ", "
              + plain(guess.image().white())
              + "], by what comes out of it; say otherwise with --range.");
      return guess.image();
    }
    return questions.ask(
        "Values of black and white",
        plain(guess.image().black()) + " " + plain(guess.image().white()),
        text -> {
          String[] parts = text.split("[\\s,]+", -1);
          if (parts.length != 2) {
            throw new CdmaaException("Give two numbers, e.g. -1 1.");
          }
          return new ValueRange(number(parts[0]), number(parts[1]));
        });
  }

  private Optional<Labels> labels(Generator found) {
    int count = found.domains().get(0).condition().length;
    List<String> names =
        attributes != null
            ? counted(attributes, count)
            : questions.ask(
                "What do the "
                    + count
                    + " values of its condition '"
                    + found.condition().orElseThrow().name()
                    + "' mean (names with commas between them; nothing if one-hot)",
                "",
                text -> split(text, count));
    if (names.isEmpty()) {
      return Optional.empty();
    }
    Labels.Form chosen =
        form != null
            ? form(form)
            : questions.ask(
                "What does it say: label (the face after the edit), difference (from the face as it"
                    + " is) or one-hot",
                "label",
                ModelAddCommand::form);
    double low = lowHigh == null ? 0 : lowHigh.get(0);
    double high = lowHigh == null ? 1 : lowHigh.get(1);
    return Optional.of(
        new Labels(
            names.stream().map(String::strip).toList(),
            chosen,
            low,
            high,
            strength,
            List.of(),
            List.of(),
            List.of()));
  }

  private static List<String> split(String text, int count) {
    if (text.isBlank()) {
      return List.of();
    }
    return counted(Arrays.stream(text.split(",", -1)).map(String::strip).toList(), count);
  }

  private static List<String> counted(List<String> names, int count) {
    if (names.size() != count) {
      throw new CdmaaException(
          "These are "
              + names.size()
              + " names for the "
              + count
              + " values of the condition; give one for each, in order");
    }
    return names;
  }

  private static Manifest.Size square(String text) {
    double side = number(text);
    if (side < 1 || side != Math.rint(side) || side > 1 << 16) {
      throw new CdmaaException("Give a whole number of pixels, e.g. 256.");
    }
    return new Manifest.Size((int) side, (int) side);
  }

  private static ColorOrder order(String text) {
    try {
      return ColorOrder.valueOf(text.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw new CdmaaException("Give RGB or BGR.", e);
    }
  }

  private static Labels.Form form(String text) {
    try {
      return Labels.Form.valueOf(text.toUpperCase(Locale.ROOT).replace('-', '_'));
    } catch (IllegalArgumentException e) {
      throw new CdmaaException(
          "The form '" + text + "' is not known; give label, difference or one-hot", e);
    }
  }

  private static Domain domain(String text) {
    int equals = text.lastIndexOf('=');
    if (equals < 1) {
      throw new CdmaaException(
          "The domain '" + text + "' is not NAME=V,V,...; write, e.g., smile=1,0,0");
    }
    String[] parts = text.substring(equals + 1).split(",", -1);
    float[] values = new float[parts.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) number(parts[i]);
    }
    return new Domain(text.substring(0, equals), values);
  }

  private static double number(String text) {
    try {
      return Double.parseDouble(text.strip());
    } catch (NumberFormatException e) {
      throw new CdmaaException("'" + text + "' is no number; give one, e.g. 0.5", e);
    }
  }

  private static String plain(double value) {
    return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
  }

  /** The manifest last, so that a model is there whole or not at all. */
  private Path write(ManifestDraft draft, ModelFile.Content content) {
    byte[] yaml = draft.yaml().getBytes(StandardCharsets.UTF_8);
    WriteGuard guard = new WriteGuard(content.files().keySet(), force);
    if (into == null) {
      guard.claim(draft.file(), OutputKind.MANIFEST);
      AtomicFile.write(draft.file(), out -> out.write(yaml));
      return draft.file();
    }
    String manifest = draft.file().getFileName().toString();
    Path folder = into.resolve(manifest.substring(0, manifest.length() - ".yaml".length()));
    Path target = folder.resolve(manifest);
    guard.claim(target, OutputKind.MANIFEST);
    // Data files keep their place beside the model, which the model names.
    Path from = onnx.toAbsolutePath().getParent();
    Map<Path, Path> copies = new TreeMap<>();
    for (Path file : content.files().keySet()) {
      Path original = file.toAbsolutePath();
      Path copy = folder.toAbsolutePath().resolve(from.relativize(original)).normalize();
      if (!copy.equals(original.normalize())) {
        guard.claim(copy, OutputKind.MODEL);
        copies.put(original, copy);
      }
    }
    createFolder(folder);
    copies.forEach(
        (original, copy) -> {
          createFolder(copy.getParent());
          AtomicFile.write(copy, out -> Files.copy(original, out));
        });
    AtomicFile.write(target, out -> out.write(yaml));
    return target;
  }

  private static void createFolder(Path folder) {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new CdmaaException(
          "The folder " + folder + " cannot be created; choose another with --into", e);
    }
  }
}
