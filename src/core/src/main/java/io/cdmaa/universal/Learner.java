package io.cdmaa.universal;

import io.cdmaa.CancellationToken;
import io.cdmaa.CdmaaException;
import io.cdmaa.ErrorReason;
import io.cdmaa.attack.AttackSettings;
import io.cdmaa.attack.GroupExamples;
import io.cdmaa.attack.Losses;
import io.cdmaa.attack.UniversalSearch;
import io.cdmaa.attack.UniversalSearch.Example;
import io.cdmaa.generator.GeneratorGroup;
import io.cdmaa.io.Digest;
import io.cdmaa.mgda.GradientArithmetic;
import io.cdmaa.tensor.FloatTensor;
import io.cdmaa.universal.PerturbationHeader.GeneratorEffect;
import io.cdmaa.universal.PerturbationHeader.HeldOut;
import io.cdmaa.universal.PerturbationHeader.Kind;
import io.cdmaa.universal.PerturbationHeader.Model;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;

/**
 * Learns a perturbation and writes its file. While it runs, its state lies beside that file; a
 * later run with the same inputs and settings continues from there and gives the same bytes.
 */
public final class Learner {
  private final LearningPlan plan;
  private final LearningPhotos photos;
  private final MiniBatches batches;
  private final PerturbationHeader header;
  private final Path target;
  private final Duration interval;
  private final CancellationToken token;

  /** Follows a run. */
  public interface Listener {
    /**
     * Called before the first step.
     *
     * @param done steps that an earlier run has done
     */
    void started(int done, int steps);

    /**
     * Called after each step.
     *
     * @param done number of steps that are done
     * @param losses mean losses over the photos of the step, before it
     */
    void stepped(int done, int steps, Losses losses);

    /** Called when the estimate on held-out photos begins. */
    void estimating(int heldOut);
  }

  /**
   * The result of a run.
   *
   * @param header of the file
   * @param sha256 digest of the file
   */
  public record Learnt(PerturbationHeader header, String sha256) {}

  /**
   * @param tool what the file says has written it
   * @param computation what rounding depends on: arithmetic, device, precision
   * @param models the generators
   * @param target the file to write; the state lies beside it
   * @param interval least time between two writes of the state
   * @param token cancels the run between two photos; its state is written
   * @throws CdmaaException if too many photos are held out
   */
  public Learner(
      LearningPlan plan,
      LearningPhotos photos,
      String tool,
      String computation,
      List<Model> models,
      Path target,
      Duration interval,
      CancellationToken token) {
    this.plan = plan;
    this.photos = photos;
    this.target = target;
    this.interval = interval;
    this.token = token;
    batches = plan.batches(photos.count());
    AttackSettings settings = plan.settings();
    String run =
        Digest.ofTexts(
            List.of(
                tool,
                computation,
                models.toString(),
                photos.digest(),
                Integer.toString(photos.size()),
                plan.text()));
    header =
        new PerturbationHeader(
            tool,
            Kind.CHECKPOINT,
            models,
            PerturbationHeader.norm(settings.budget()),
            settings.budget().epsilon(),
            photos.size(),
            photos.size(),
            plan.method(),
            settings.stepSize(),
            plan.momentum(),
            plan.batch(),
            plan.epochs(),
            batches.steps(),
            settings.seed(),
            settings.threshold(),
            photos.count() - plan.heldOut(),
            run,
            0,
            null);
  }

  /** Returns the number of steps of the run. */
  public int steps() {
    return batches.steps();
  }

  /** Returns the file with the state of an unfinished run. */
  public static Path checkpoint(Path target) {
    return target.resolveSibling(target.getFileName() + ".checkpoint");
  }

  /**
   * Learns until the end. Does nothing if the file is the result of the same run.
   *
   * @param group the generators, with the gradients that the method needs
   * @param arithmetic used by this run alone
   * @param fresh whether to begin anew although there is a state
   * @throws CancellationException if the token was cancelled; the state is written
   * @throws CdmaaException if there is the state or the result of another run, or a damaged state,
   *     or a file cannot be written
   */
  public Learnt learn(
      GeneratorGroup group, GradientArithmetic arithmetic, boolean fresh, Listener listener) {
    AttackSettings settings = plan.settings().withIterations(batches.steps());
    long[] shape = {3, photos.size(), photos.size()};
    UniversalSearch search = new UniversalSearch(settings, plan.momentum(), shape, arithmetic);
    Optional<Learnt> earlier = fresh ? Optional.empty() : earlier();
    if (earlier.isPresent()) {
      return earlier.get();
    }
    int done = fresh ? 0 : restore(search);
    save(search, done); // a folder that cannot be written to is found before the first step
    listener.started(done, batches.steps());
    try (GroupExamples examples = new GroupExamples(group, settings)) {
      steps(search, examples, done, listener);
      Optional<HeldOut> effect = effect(search, examples, listener);
      PerturbationHeader finished = header.finished(effect.orElse(null));
      String sha256 =
          PerturbationFile.write(target, finished, search.perturbation(), Optional.empty());
      discardCheckpoint();
      return new Learnt(finished, sha256);
    }
  }

  /** Returns the result of the same run, if the file is that. */
  private Optional<Learnt> earlier() {
    if (!PerturbationFile.isOne(target)) {
      return Optional.empty();
    }
    PerturbationFile file;
    try {
      file = PerturbationFile.read(target);
    } catch (CdmaaException e) {
      return Optional.empty();
    }
    if (!header.run().equals(file.header().run())) {
      throw PerturbationFile.inTheWay(
          target,
          "is the result of a run with other photos, models or settings; name another file, delete"
              + " this one");
    }
    return Optional.of(new Learnt(file.header(), file.sha256()));
  }

  private int restore(UniversalSearch search) {
    Path file = checkpoint(target);
    if (!Files.exists(file)) {
      return 0;
    }
    PerturbationFile state = PerturbationFile.readState(file);
    if (state.memory().isEmpty() || !header.run().equals(state.header().run())) {
      throw PerturbationFile.inTheWay(
          file,
          "is the state of a run with other photos, models or settings; finish that run with its own"
              + " options, delete the file");
    }
    search.restore(state.perturbation(), state.memory().get());
    return state.header().step();
  }

  private void steps(UniversalSearch search, GroupExamples examples, int from, Listener listener) {
    int done = from;
    long saved = System.nanoTime();
    try {
      while (done < batches.steps()) {
        Losses losses = search.step(done, batch(done, examples));
        done++;
        if (System.nanoTime() - saved >= interval.toNanos()) {
          save(search, done);
          saved = System.nanoTime();
        }
        listener.stepped(done, batches.steps(), losses);
      }
    } catch (CancellationException e) {
      save(search, done);
      throw e;
    }
    save(search, done);
  }

  private void save(UniversalSearch search, int done) {
    PerturbationFile.write(
        checkpoint(target), header.at(done), search.perturbation(), Optional.of(search.memory()));
  }

  private List<Example> batch(int step, GroupExamples examples) {
    List<Example> batch = new ArrayList<>();
    for (int photo : batches.of(step)) {
      FloatTensor pixels = photos.photo(photo);
      batch.add(
          new Example(
              pixels,
              () -> {
                token.throwIfCancelled();
                return examples.open(pixels, photos.face(photo), batches.seed(step, photo));
              }));
    }
    return batch;
  }

  private Optional<HeldOut> effect(
      UniversalSearch search, GroupExamples examples, Listener listener) {
    List<Integer> held = batches.heldOutPhotos();
    if (held.isEmpty()) {
      return Optional.empty();
    }
    listener.estimating(held.size());
    List<Model> models = header.generators();
    double[] losses = new double[models.size()];
    double[] broken = new double[models.size()];
    double all = 0;
    double domains = 0;
    for (int photo : held) {
      token.throwIfCancelled();
      FloatTensor pixels = photos.photo(photo);
      Losses own =
          examples
              .plain(pixels, photos.face(photo), batches.seed(0, photo))
              .evaluate(search.applied(pixels));
      for (int j = 0; j < losses.length; j++) {
        double number = own.succeeded(j, header.threshold());
        int count = own.perDomain()[j].length;
        losses[j] += own.mean(j) / held.size();
        broken[j] += number / count / held.size();
        all += number;
        domains += count;
      }
    }
    List<GeneratorEffect> effects = new ArrayList<>();
    for (int j = 0; j < losses.length; j++) {
      effects.add(new GeneratorEffect(models.get(j).name(), losses[j], broken[j]));
    }
    return Optional.of(new HeldOut(held.size(), all / domains, effects));
  }

  private void discardCheckpoint() {
    try {
      Files.deleteIfExists(checkpoint(target));
    } catch (IOException e) {
      throw new CdmaaException(
          ErrorReason.OUTPUT,
          checkpoint(target),
          "The state "
              + checkpoint(target)
              + " is of no use any more and cannot be deleted; delete"
              + " it by hand",
          e);
    }
  }
}
