package io.cdmaa.cli;

import io.cdmaa.Numbers;
import io.cdmaa.generator.ColorOrder;
import io.cdmaa.generator.Domain;
import io.cdmaa.generator.Generator;
import io.cdmaa.generator.GeneratorLoader;
import io.cdmaa.generator.Labels;
import io.cdmaa.generator.Layout;
import io.cdmaa.generator.Manifest;
import io.cdmaa.generator.ManifestDraft;
import io.cdmaa.generator.PreparedGraph;
import io.cdmaa.generator.RangeInference;
import io.cdmaa.generator.ValueRange;
import io.cdmaa.onnx.ModelFile;
import io.cdmaa.onnx.Value;
import io.cdmaa.runtime.RuntimeSettings;
import io.cdmaa.runtime.SessionFactory;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Drafts a manifest from the content of an ONNX file, the options and the user's answers. */
final class ManifestInterview {
  private final Path onnx;
  private final ManifestOptions options;
  private final Questions questions;
  private final Consumer<String> notes;

  /**
   * @param onnx the model's file
   * @param options answers given in advance
   * @param questions asks the user, if there is one
   * @param notes receives the assumptions
   */
  ManifestInterview(
      Path onnx, ManifestOptions options, Questions questions, Consumer<String> notes) {
    this.onnx = onnx;
    this.options = options;
    this.questions = questions;
    this.notes = notes;
  }

  /** Asks for missing details; what can be read from the file is not asked. */
  ManifestDraft draft(ModelFile.Content content) {
    String stem = onnx.getFileName().toString().replaceAll("(?i)\\.onnx$", "");
    Optional<Manifest.Size> given = options.size();
    if (given.isEmpty() && isOpen(content)) {
      given =
          questions.possible()
              ? questions.ask(
                  "The image size is variable; what size in pixels was the model trained for",
                  "",
                  text -> Optional.of(ManifestAnswers.square(text)))
              : Optional.empty();
    }
    ManifestDraft bare =
        new ManifestDraft(
            onnx,
            Optional.empty(),
            port(options.input(), Optional.empty(), Optional.empty(), Optional.empty(), given),
            port(
                options.output(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty()),
            Optional.empty(),
            options.condition(),
            Optional.empty(),
            List.of(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    // Loaded once without a manifest, to determine names, layout and shapes.
    Generator found = GeneratorLoader.load(bare.manifest());
    String called =
        options.name().orElseGet(() -> questions.ask("Name in reports", stem, text -> text));
    ColorOrder order =
        options
            .color()
            .orElseGet(
                () -> questions.ask("Colour order, RGB or BGR", "RGB", ManifestAnswers::order));
    RangeInference guess = RangeInference.of(found, new SessionFactory(RuntimeSettings.cpu()));
    ValueRange black = range(guess);
    ValueRange fake =
        options.range().isEmpty() && black.equals(guess.image()) ? guess.output() : black;
    Optional<String> conditionName = found.condition().map(PreparedGraph.ConditionPort::name);
    List<Domain> values = options.domains();
    Optional<Labels> labels =
        conditionName.isPresent() && values.isEmpty() ? labels(found) : Optional.empty();
    if (conditionName.isPresent() && values.isEmpty() && labels.isEmpty()) {
      values = found.domains();
      notes.accept("Its condition is assumed to be one-hot; edit the domains if it is not.");
    }
    return new ManifestDraft(
        onnx,
        Optional.of(called),
        port(
            Optional.of(found.image().name()),
            Optional.of(found.image().layout()),
            Optional.of(order),
            Optional.of(black),
            given),
        port(
            Optional.of(found.output().name()),
            Optional.of(found.output().layout()),
            Optional.of(order),
            Optional.of(fake),
            Optional.empty()),
        options.crop(),
        conditionName,
        labels,
        values,
        said(options.licence(), "Licence of the weights"),
        said(options.origin(), "Origin of the weights"),
        Optional.of(content.fileSha256()));
  }

  private Optional<String> said(Optional<String> option, String question) {
    String text = option.orElseGet(() -> questions.ask(question, "", answer -> answer));
    return text.isBlank() ? Optional.empty() : Optional.of(text);
  }

  private static Manifest.Port port(
      Optional<String> name,
      Optional<Layout> layout,
      Optional<ColorOrder> color,
      Optional<ValueRange> range,
      Optional<Manifest.Size> size) {
    return new Manifest.Port(name, layout, color, range, size);
  }

  /** Returns whether an input that looks like an image has a variable size. */
  private boolean isOpen(ModelFile.Content content) {
    return content.graph().inputs().stream()
        .filter(v -> options.input().map(v.name()::equals).orElse(true))
        .map(Value::type)
        .anyMatch(
            t ->
                t.rank() == 4
                    && (t.dim(1) == 3 || t.dim(3) == 3)
                    && Arrays.stream(t.dims()).skip(1).anyMatch(d -> d < 1));
  }

  private ValueRange range(RangeInference guess) {
    if (options.range().isPresent()) {
      return options.range().get();
    }
    if (!questions.possible() || guess.sure()) {
      notes.accept(
          "Its values are assumed to lie in ["
              + Numbers.plain(guess.image().black())
              + ", "
              + Numbers.plain(guess.image().white())
              + "], judging by its output; override this with --range.");
      return guess.image();
    }
    return questions.ask(
        "Values of black and white",
        Numbers.plain(guess.image().black()) + " " + Numbers.plain(guess.image().white()),
        ManifestAnswers::range);
  }

  private Optional<Labels> labels(Generator found) {
    int count = found.domains().get(0).condition().length;
    List<String> names =
        options.attributes().isPresent()
            ? ManifestAnswers.counted(options.attributes().get(), count)
            : questions.ask(
                "What do the "
                    + count
                    + " values of its condition '"
                    + found.condition().orElseThrow().name()
                    + "' mean (comma-separated names; empty if one-hot)",
                "",
                text -> ManifestAnswers.split(text, count));
    if (names.isEmpty()) {
      return Optional.empty();
    }
    Labels.Form chosen =
        options.form().isPresent()
            ? options.form().get()
            : questions.ask(
                "What form does it have: label (the face after the edit), difference (from the"
                    + " original face) or one-hot",
                "label",
                ManifestAnswers::form);
    return Optional.of(
        new Labels(
            names.stream().map(String::strip).toList(),
            chosen,
            options.low(),
            options.high(),
            options.strength(),
            List.of(),
            List.of(),
            List.of()));
  }
}
