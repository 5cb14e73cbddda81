package io.cdmaa.evaluation;

import io.cdmaa.CdmaaException;
import io.cdmaa.ErrorReason;
import io.cdmaa.Verdict;
import io.cdmaa.Verdict.DomainVerdict;
import io.cdmaa.Verdict.GeneratorVerdict;
import io.cdmaa.generator.Generator;
import io.cdmaa.generator.GeneratorGroup;
import io.cdmaa.generator.Loss;
import io.cdmaa.generator.LossMap;
import io.cdmaa.generator.SourceAttributes;
import io.cdmaa.image.Crop;
import io.cdmaa.image.Photo;
import io.cdmaa.image.Quality;
import io.cdmaa.tensor.FloatTensor;
import io.cdmaa.transform.Transform;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/** Compares the fakes that the generators produce from two photos. */
public final class Evaluator {
  private final GeneratorGroup group;
  private final double threshold;

  /**
   * @param group the generators, with or without gradients
   * @param threshold the L from which on a fake counts as broken
   */
  public Evaluator(GeneratorGroup group, double threshold) {
    this.group = group;
    this.threshold = threshold;
  }

  /**
   * A verdict with the fakes that it is based on.
   *
   * @param verdict the numbers
   * @param before for each generator the fakes of the original, [K,3,H,W] RGB in [-1,1]
   * @param after for each generator the fakes of the protected photo
   */
  public record Evaluation(Verdict verdict, List<FloatTensor> before, List<FloatTensor> after) {
    /** Copies the lists. */
    public Evaluation {
      before = List.copyOf(before);
      after = List.copyOf(after);
    }
  }

  /**
   * Evaluates a protected photo.
   *
   * @param original the unprotected photo as decoded
   * @param protectedPhoto the protected photo as decoded from its file
   * @param crop the region of both that the generators process
   * @param face the known attributes of the face
   * @throws CdmaaException if the photos differ in size
   */
  public Evaluation evaluate(
      Photo original, Photo protectedPhoto, Crop crop, SourceAttributes face) {
    requireSameSize(original, protectedPhoto);
    return evaluate(original, fakes(original, crop, face), protectedPhoto, crop, face);
  }

  /** Returns the fakes of a photo, to which those of several protected versions can be compared. */
  public List<FloatTensor> fakes(Photo photo, Crop crop, SourceAttributes face) {
    return group.fakes(crop.extract(photo.pixels()), face);
  }

  private static void requireSameSize(Photo original, Photo protectedPhoto) {
    if (!Arrays.equals(original.pixels().shape(), protectedPhoto.pixels().shape())) {
      throw new CdmaaException(
          ErrorReason.PHOTO,
          "The protected photo is "
              + size(protectedPhoto)
              + " and the original "
              + size(original)
              + "; compare two files of the same photo");
    }
  }

  /**
   * Evaluates one of several protected versions of a photo.
   *
   * @param original the unprotected photo as decoded
   * @param before its {@link #fakes}
   * @param protectedPhoto the protected photo as decoded from its file
   * @param crop the region of both that the generators process
   * @param face the known attributes of the face
   * @throws CdmaaException if the photos differ in size
   */
  public Evaluation evaluate(
      Photo original,
      List<FloatTensor> before,
      Photo protectedPhoto,
      Crop crop,
      SourceAttributes face) {
    requireSameSize(original, protectedPhoto);
    FloatTensor unprotected = crop.extract(original.pixels());
    List<FloatTensor> after = fakes(protectedPhoto, crop, face);
    List<GeneratorVerdict> generators = new ArrayList<>();
    for (int j = 0; j < before.size(); j++) {
      generators.add(verdict(group.generators().get(j), unprotected, before.get(j), after.get(j)));
    }
    Verdict.Difference quality = difference(original, protectedPhoto);
    return new Evaluation(new Verdict(threshold, generators, quality), before, after);
  }

  /** Returns how much a photo changed, for which no generator is run. */
  public static Verdict.Difference difference(Photo original, Photo protectedPhoto) {
    return new Verdict.Difference(
        Quality.maxLevelChange(original.pixels(), protectedPhoto.pixels()),
        Quality.psnr(original.pixels(), protectedPhoto.pixels()),
        Quality.ssim(original.pixels(), protectedPhoto.pixels()));
  }

  /**
   * Adds the verdicts after transforms to an evaluation. Both photos are transformed by the real
   * codec or operator, so the transform's own effect on a fake does not count.
   *
   * @param evaluation the evaluation of these photos
   * @param transforms each is applied on its own
   */
  public Evaluation withTransforms(
      Evaluation evaluation,
      Photo original,
      Photo protectedPhoto,
      Crop crop,
      SourceAttributes face,
      List<Transform> transforms) {
    Map<Transform, Verdict> afterwards = new LinkedHashMap<>();
    for (Transform transform : transforms) {
      Evaluation own =
          evaluate(transform.applyTo(original), transform.applyTo(protectedPhoto), crop, face);
      afterwards.put(transform, own.verdict());
    }
    return new Evaluation(
        evaluation.verdict().with(afterwards), evaluation.before(), evaluation.after());
  }

  private static String size(Photo photo) {
    return photo.width()
        + " x "
        + photo.height()
        + (photo.channels() == 1 ? " pixels in grey" : " pixels in colour");
  }

  private GeneratorVerdict verdict(
      Generator generator, FloatTensor unprotected, FloatTensor before, FloatTensor after) {
    FloatTensor photo = LossMap.photo(unprotected, generator);
    List<DomainVerdict> domains = new ArrayList<>();
    for (int k = 0; k < generator.domains().size(); k++) {
      double loss = meanSquare(before.rows(k, 1), after.rows(k, 1));
      OptionalDouble masked =
          LossMap.maskedLoss(before.rows(k, 1), after.rows(k, 1), photo, Loss.Masked.DEFAULT);
      String name = generator.domains().get(k).name();
      domains.add(new DomainVerdict(name, loss, loss >= threshold, masked));
    }
    return new GeneratorVerdict(generator.name(), domains);
  }

  private static double meanSquare(FloatTensor a, FloatTensor b) {
    double sum = 0;
    for (int i = 0; i < a.size(); i++) {
      double difference = (double) a.get(i) - b.get(i);
      sum += difference * difference;
    }
    return sum / a.size();
  }
}
