package io.cdmaa.attack;

import io.cdmaa.CdmaaException;
import io.cdmaa.ErrorReason;
import io.cdmaa.generator.GeneratorGroup;
import io.cdmaa.generator.SourceAttributes;
import io.cdmaa.image.Crop;
import io.cdmaa.image.CropShare;
import io.cdmaa.image.Photo;
import io.cdmaa.image.Quantizer;
import io.cdmaa.mgda.PlainArithmetic;
import io.cdmaa.tensor.FloatTensor;
import io.cdmaa.transform.CodecView;
import io.cdmaa.transform.Frame;
import io.cdmaa.transform.Survival;
import io.cdmaa.transform.SurvivalStrategy;
import io.cdmaa.transform.TransformSession;
import io.cdmaa.transform.TransformView;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Protects one decoded photo against a group of generators. */
public final class Protector {
  private final GeneratorGroup group;
  private final Attack attack;
  private final AttackSettings settings;

  /**
   * @param group generators with gradients
   * @param attack the search
   * @param settings its settings
   */
  public Protector(GeneratorGroup group, Attack attack, AttackSettings settings) {
    this.group = group;
    this.attack = attack;
    this.settings = settings;
  }

  /**
   * A protected photo.
   *
   * @param photo rounded to the levels of its bit depth, inside the budget, equal to the original
   *     outside the crop
   * @param attack how the search ended
   * @param queries the queries to query-only generators
   */
  public record Result(Photo photo, AttackResult attack, List<Queries.Count> queries) {
    /** Copies the list. */
    public Result {
      queries = List.copyOf(queries);
    }

    /**
     * Returns the result on a photo with several crops: the last photo and ending, and the queries
     * of all.
     *
     * @param each the results in turn, each of which starts from the photo of the one before
     */
    public static Result together(List<Result> each) {
      Result last = each.get(each.size() - 1);
      List<Queries.Count> sums =
          IntStream.range(0, last.queries.size())
              .mapToObj(
                  j ->
                      new Queries.Count(
                          last.queries.get(j).generator(),
                          each.stream().mapToLong(r -> r.queries.get(j).used()).sum(),
                          each.stream().mapToLong(r -> r.queries.get(j).budget()).sum()))
              .toList();
      return new Result(last.photo, last.attack, sums);
    }
  }

  /**
   * Searches, rounds and inserts the crop into the photo.
   *
   * @param original the decoded photo
   * @param crop the region that the generators process
   * @param listener notified of each iteration; may cancel
   */
  public Result protect(Photo original, Crop crop, AttackListener listener) {
    return protect(original, crop, SourceAttributes.UNKNOWN, Optional.empty(), listener);
  }

  /**
   * Searches, rounds and inserts the crop into the photo.
   *
   * @param original the decoded photo
   * @param crop the region that the generators process
   * @param face the known attributes of the face
   * @param mask for a weighted loss, an image of the same size as the photo: white counts, black
   *     does not
   * @param listener notified of each iteration; may cancel
   * @throws CdmaaException if the mask has another size
   */
  public Result protect(
      Photo original,
      Crop crop,
      SourceAttributes face,
      Optional<Photo> mask,
      AttackListener listener) {
    return protect(original, original, List.of(crop), 0, face, mask, listener);
  }

  /**
   * Searches, rounds and inserts one of several crops, which may overlap. Each pixel is changed for
   * one of them only, the nearest, so that the photo stays inside the budget.
   *
   * @param original the decoded photo
   * @param present the photo with the changes for the preceding crops
   * @param crops the regions that the generators process
   * @param index of the crop to protect
   * @param face the known attributes of the face
   * @param mask for a weighted loss, an image of the same size as the photo
   * @param listener notified of each iteration; may cancel
   * @throws CdmaaException if the mask has another size
   */
  public Result protect(
      Photo original,
      Photo present,
      List<Crop> crops,
      int index,
      SourceAttributes face,
      Optional<Photo> mask,
      AttackListener listener) {
    Crop crop = crops.get(index);
    FloatTensor before = crop.extract(original.pixels());
    Optional<FloatTensor> mine =
        crops.size() == 1 ? Optional.empty() : Optional.of(CropShare.of(crops, index));
    AttackSettings own =
        settings
            .withBitDepth(original.bitDepth())
            .withBudget(settings.shape().of(settings, original, crop, mine));
    Optional<Share> share = mine.map(pixels -> new Share(crop.extract(present.pixels()), pixels));
    if (own.iterations() == 0) {
      AttackResult start = AttackResult.unevaluated(start(before, own));
      return new Result(inserted(present, crop, before, start, own, share), start, List.of());
    }
    Optional<FloatTensor> weights = mask.map(m -> weights(m, original, crop));
    GroupObjective objective =
        new GroupObjective(group, before, face, weights, settings.queries(), settings.seed());
    AttackResult result = search(present, crop, before, objective, share, own, listener);
    return new Result(
        inserted(present, crop, before, result, own, share), result, objective.queries());
  }

  /** Returns the crop changed by the warm start alone, which no generator evaluates. */
  private static FloatTensor start(FloatTensor before, AttackSettings own) {
    FloatTensor x = before.copy();
    Ball ball = Ball.around(before, own, new PlainArithmetic());
    AttackRun.start(x, before, own.warmStart().orElseThrow(), ball);
    own.projection().apply(x);
    return x;
  }

  private static Photo inserted(
      Photo present,
      Crop crop,
      FloatTensor before,
      AttackResult result,
      AttackSettings own,
      Optional<Share> share) {
    FloatTensor rounded = rounded(before, result.photo(), own);
    FloatTensor inserted = share.map(s -> s.of(rounded)).orElse(rounded);
    return present.withPixels(crop.paste(present.pixels(), inserted));
  }

  private AttackResult search(
      Photo original,
      Crop crop,
      FloatTensor before,
      Objective objective,
      Optional<Share> share,
      AttackSettings own,
      AttackListener listener) {
    Survival survive = own.survive();
    if (survive.isPlain()) {
      return attack.run(shared(objective, share), before, own, listener);
    }
    StepsPerIteration pace =
        new StepsPerIteration(own.iterations(), survive.steps(own.iterations()));
    try (TransformView view =
        survive.strategy() == SurvivalStrategy.CODEC
            ? new CodecView(original, crop, group.factory())
            : new TransformSession(group.factory(), Frame.of(original, crop))) {
      AttackResult result =
          attack.run(
              shared(
                  new TransformedObjective(objective, view, survive, own.seed(), before.shape()),
                  share),
              before,
              own.withIterations(pace.steps()),
              pace.perIteration(listener));
      return result.at(pace.iteration(result.iteration()));
    }
  }

  /**
   * What a crop shares with others.
   *
   * @param present the crop as it is now
   * @param own where it may be changed, as {@link CropShare#of} returns it
   */
  private record Share(FloatTensor present, FloatTensor own) {
    FloatTensor of(FloatTensor changed) {
      return SharedObjective.composed(present, own, changed, FloatTensor.zeros(present.shape()));
    }
  }

  private static Objective shared(Objective objective, Optional<Share> share) {
    return share
        .<Objective>map(s -> new SharedObjective(objective, s.present(), s.own()))
        .orElse(objective);
  }

  /**
   * Checks that a mask fits a photo.
   *
   * @throws CdmaaException if it has another size
   */
  public static void requireFit(Photo mask, Photo original) {
    if (mask.width() != original.width() || mask.height() != original.height()) {
      throw new CdmaaException(
          ErrorReason.MASK,
          String.format(
              "The mask measures %d x %d pixels and the photo %d x %d; give one of the photo's"
                  + " size",
              mask.width(), mask.height(), original.width(), original.height()));
    }
  }

  /** Returns the mask's brightness within the crop, [1,h,w] in [0,1]. */
  private static FloatTensor weights(Photo mask, Photo original, Crop crop) {
    requireFit(mask, original);
    FloatTensor part = crop.extract(mask.pixels());
    FloatTensor weights = FloatTensor.zeros(1, crop.height(), crop.width());
    int channels = mask.channels();
    for (int p = 0; p < weights.size(); p++) {
      double sum = 0;
      for (int c = 0; c < channels; c++) {
        sum += (part.get(c * weights.size() + p) + 1) / 2;
      }
      weights.set(p, (float) (sum / channels));
    }
    return weights;
  }

  /** Returns the result rounded to levels and inside the budget. */
  static FloatTensor rounded(FloatTensor before, FloatTensor after, AttackSettings own) {
    Budget budget = own.budget();
    double epsilon = budget.epsilon();
    int bitDepth = own.bitDepth();
    if (budget instanceof Budget.Limited limited) {
      return limited.limits().quantized(after);
    }
    if (budget instanceof Budget.LInf) {
      return Quantizer.quantizeWithinBudget(before, after, epsilon, bitDepth);
    }
    double unit = budget instanceof Budget.Rms ? Math.sqrt(before.size()) : 1;
    return Quantizer.quantizeWithinBall(before, after, epsilon * unit, bitDepth);
  }
}
