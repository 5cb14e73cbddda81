package io.cdmaa.evaluation;

import io.cdmaa.Verdict;
import io.cdmaa.Verdict.GeneratorVerdict;
import io.cdmaa.evaluation.Evaluator.Evaluation;
import io.cdmaa.generator.SourceAttributes;
import io.cdmaa.image.Crop;
import io.cdmaa.image.Photo;
import io.cdmaa.tensor.FloatTensor;
import io.cdmaa.transform.Transform;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Evaluates photos with one or more crops. With several, each generator has a verdict on each of
 * them, named {@code NAME, face 1} and so on.
 */
public final class RegionEvaluator {
  private final Evaluator evaluator;

  /**
   * @param evaluator of one crop
   */
  public RegionEvaluator(Evaluator evaluator) {
    this.evaluator = evaluator;
  }

  /** Returns the fakes of a photo by each generator, crop by crop. */
  public List<FloatTensor> fakes(Photo photo, List<Crop> crops, SourceAttributes face) {
    return crops.stream().flatMap(crop -> evaluator.fakes(photo, crop, face).stream()).toList();
  }

  /**
   * Evaluates a protected photo.
   *
   * @param original the unprotected photo as decoded
   * @param before its {@link #fakes}
   * @param protectedPhoto the protected photo as decoded from its file
   * @param crops the regions of both that the generators process
   * @param face the known attributes of the face
   * @param transforms after each of which it is evaluated once more
   * @throws io.cdmaa.CdmaaException if the photos differ in size
   */
  public Evaluation evaluate(
      Photo original,
      List<FloatTensor> before,
      Photo protectedPhoto,
      List<Crop> crops,
      SourceAttributes face,
      List<Transform> transforms) {
    int each = before.size() / crops.size();
    List<Evaluation> evaluations = new ArrayList<>();
    for (int i = 0; i < crops.size(); i++) {
      Crop crop = crops.get(i);
      Evaluation plain =
          evaluator.evaluate(
              original, before.subList(i * each, (i + 1) * each), protectedPhoto, crop, face);
      evaluations.add(
          evaluator.withTransforms(plain, original, protectedPhoto, crop, face, transforms));
    }
    return evaluations.size() == 1 ? evaluations.get(0) : together(evaluations);
  }

  private static Evaluation together(List<Evaluation> evaluations) {
    List<Verdict> verdicts = evaluations.stream().map(Evaluation::verdict).toList();
    Map<Transform, Verdict> transformed = new LinkedHashMap<>();
    for (Transform transform : verdicts.get(0).transformed().keySet()) {
      transformed.put(transform, merged(verdicts.stream().map(v -> v.after(transform)).toList()));
    }
    return new Evaluation(
        merged(verdicts).with(transformed),
        evaluations.stream().flatMap(e -> e.before().stream()).toList(),
        evaluations.stream().flatMap(e -> e.after().stream()).toList());
  }

  private static Verdict merged(List<Verdict> verdicts) {
    List<GeneratorVerdict> generators = new ArrayList<>();
    for (int i = 0; i < verdicts.size(); i++) {
      for (GeneratorVerdict own : verdicts.get(i).generators()) {
        generators.add(new GeneratorVerdict(own.name() + ", face " + (i + 1), own.domains()));
      }
    }
    Verdict first = verdicts.get(0);
    return new Verdict(first.threshold(), generators, first.quality());
  }
}
