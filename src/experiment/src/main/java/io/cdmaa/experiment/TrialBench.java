package io.cdmaa.experiment;

import io.cdmaa.CancellationToken;
import io.cdmaa.Verdict;
import io.cdmaa.attack.AttackResult;
import io.cdmaa.evaluation.Evaluator.Evaluation;
import io.cdmaa.evaluation.FakeMetrics;
import io.cdmaa.evaluation.MetricKind;
import io.cdmaa.generator.GeneratorGroup;
import io.cdmaa.image.OutputFormat;
import io.cdmaa.image.Photo;
import io.cdmaa.image.PhotoReader;
import io.cdmaa.io.Digest;
import io.cdmaa.mgda.GradientArithmetic;
import io.cdmaa.protection.CropChoice;
import io.cdmaa.protection.Destination;
import io.cdmaa.protection.PhotoProtection;
import io.cdmaa.protection.Subject;
import io.cdmaa.tensor.FloatTensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** One photo with everything that its trials need. */
final class TrialBench {
  private final Experiment experiment;
  private final Path folder;
  private final Supplier<GradientArithmetic> arithmetic;
  private final CancellationToken token;
  private final PhotoReader reader;
  private final Groups groups;
  private final PhotoFile file;
  private final Photo original;
  private List<FloatTensor> before;

  /**
   * @param folder the output folder
   * @param arithmetic creates the arithmetic of one search
   * @param token cancels a search
   * @param reader reads photos and masks
   * @param file the photo
   */
  TrialBench(
      Experiment experiment,
      Path folder,
      Supplier<GradientArithmetic> arithmetic,
      CancellationToken token,
      PhotoReader reader,
      Groups groups,
      PhotoFile file) {
    this.experiment = experiment;
    this.folder = folder;
    this.arithmetic = arithmetic;
    this.token = token;
    this.reader = reader;
    this.groups = groups;
    this.file = file;
    this.original = reader.read(file.path());
  }

  /** Runs one trial and writes its files. */
  TrialRecord work(Trial trial) {
    Plan plan = trial.setting().plan();
    GeneratorGroup group = groups.of(plan);
    PhotoProtection protection =
        new PhotoProtection(group, groups.forFakes(), plan.protection(experiment, arithmetic));
    Subject subject =
        new Subject(
            original,
            file.face(),
            file.weights(plan, reader),
            new CropChoice(experiment.crop()).in(original));
    Path target = folder.resolve(trial.file());
    Destination destination = new Destination.File(target, OutputFormat.PNG);
    group.open(file.crop()); // before the clock starts
    long start = System.nanoTime();
    PhotoProtection.Found found = protection.search(subject, destination, token, report -> {});
    double seconds = (System.nanoTime() - start) / 1e9;
    ExperimentRun.create(target.getParent());
    if (before == null) {
      before = protection.references(subject);
    }
    Evaluation evaluation =
        protection.finish(found, destination, before, PhotoProtection.Recording.NONE).evaluation();
    Verdict verdict = evaluation.verdict();
    AttackResult attack = found.result().attack();
    return new TrialRecord(
        trial.key(),
        trial.setting().name(),
        trial.photo().name(),
        trial.file(),
        Digest.of(target),
        seconds,
        attack.gradientEvaluations(),
        attack.lossEvaluations(),
        attack.ending().name(),
        verdict.quality().maxLevelChange(),
        verdict.quality().psnr(),
        verdict.quality().ssim(),
        TrialRecord.Visibility.of(original, reader.read(target)),
        TrialRecord.losses(verdict, measured(trial, evaluation)),
        TrialRecord.after(verdict));
  }

  /** Returns the metrics by generator and domain, and writes the features that FID needs. */
  private List<List<Map<String, Double>>> measured(Trial trial, Evaluation evaluation) {
    List<List<Map<String, Double>>> values = new ArrayList<>();
    if (experiment.metrics().isEmpty()) {
      return values;
    }
    FakeMetrics metrics = groups.metrics(experiment.metrics());
    List<FakeFeatures> features = new ArrayList<>();
    for (int j = 0; j < evaluation.before().size(); j++) {
      FloatTensor first = evaluation.before().get(j);
      FloatTensor second = evaluation.after().get(j);
      values.add(metrics.measure(first, second));
      features.add(new FakeFeatures(metrics.features(first), metrics.features(second)));
    }
    if (experiment.measures(MetricKind.FID)) {
      Path target = folder.resolve(Trial.features(trial.key()));
      ExperimentRun.create(target.getParent());
      FakeFeatures.write(target, features);
    }
    return values;
  }
}
