package io.cdmaa.cli;

import io.cdmaa.generator.ColorOrder;
import io.cdmaa.generator.Domain;
import io.cdmaa.generator.Labels;
import io.cdmaa.generator.Manifest;
import io.cdmaa.generator.ValueRange;
import io.cdmaa.image.SquareCrop;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options for the content of a new manifest. */
final class ManifestOptions {
  @Option(names = "--name", description = "Name in reports. Default: the file's name.")
  private String name;

  @Option(
      names = "--size",
      paramLabel = "N",
      description =
          "Height and width in pixels that it was trained for, if the file leaves them open.")
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
          "Square crop that it was trained on, e.g. 170/178 of CelebA, centred; 170/178+3+6 is 3"
              + " from the left and 6 from the top of the largest centred square.")
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
      description = "Meaning of the condition's values, in order, e.g. Black_Hair,Male,Young.")
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
      description = "Values of an absent and of a present attribute. Default: 0 1.")
  private List<Double> lowHigh;

  @Option(
      names = "--strength",
      paramLabel = "N",
      defaultValue = "1",
      description = "Factor for the value of the edited attribute. Default: 1.")
  private double strength;

  @Option(
      names = "--domain",
      paramLabel = "NAME=V,V,...",
      description = "A literal condition, instead of --attributes; may be repeated.")
  private List<String> domains = new ArrayList<>();

  @Option(names = "--licence", paramLabel = "TEXT", description = "Licence of the weights.")
  private String licence;

  @Option(names = "--origin", paramLabel = "TEXT", description = "Origin of the weights.")
  private String origin;

  Optional<String> name() {
    return Optional.ofNullable(name);
  }

  /** Returns height and width in pixels. */
  Optional<Manifest.Size> size() {
    return Optional.ofNullable(size).map(n -> new Manifest.Size(n, n));
  }

  Optional<ValueRange> range() {
    return Optional.ofNullable(range).map(ends -> new ValueRange(ends.get(0), ends.get(1)));
  }

  Optional<ColorOrder> color() {
    return Optional.ofNullable(color);
  }

  Optional<SquareCrop> crop() {
    return Optional.ofNullable(crop).map(SquareCrop::parse);
  }

  /** Returns the name of the image input. */
  Optional<String> input() {
    return Optional.ofNullable(input);
  }

  /** Returns the name of the image output. */
  Optional<String> output() {
    return Optional.ofNullable(output);
  }

  /** Returns the name of the condition input. */
  Optional<String> condition() {
    return Optional.ofNullable(condition);
  }

  Optional<List<String>> attributes() {
    return Optional.ofNullable(attributes);
  }

  Optional<Labels.Form> form() {
    return Optional.ofNullable(form).map(ManifestAnswers::form);
  }

  /** Returns the value of an absent attribute. */
  double low() {
    return lowHigh == null ? 0 : lowHigh.get(0);
  }

  /** Returns the value of a present attribute. */
  double high() {
    return lowHigh == null ? 1 : lowHigh.get(1);
  }

  double strength() {
    return strength;
  }

  /** Returns the literal conditions, given instead of attributes. */
  List<Domain> domains() {
    return domains.stream().map(ManifestAnswers::domain).toList();
  }

  Optional<String> licence() {
    return Optional.ofNullable(licence);
  }

  Optional<String> origin() {
    return Optional.ofNullable(origin);
  }
}
