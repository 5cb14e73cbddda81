package io.cdmaa.universal;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.cdmaa.attack.Budget;
import java.util.List;

/**
 * What the file of a universal perturbation says about it, as JSON. Unknown keys are ignored when
 * it is read, so that later versions can add some.
 *
 * @param tool what wrote the file, with the version
 * @param kind whether it is finished
 * @param generators the generators that it was learnt against
 * @param norm the norm that epsilon bounds: {@code linf} or {@code l2} (root mean square)
 * @param epsilon how far it may change a photo
 * @param height rows of the perturbation
 * @param width its columns
 * @param method the method, in the syntax of methods
 * @param stepSize length of the first step
 * @param momentum decay factor of past directions
 * @param batch photos of one step
 * @param epochs how often each photo was used
 * @param steps number of steps of the whole run
 * @param seed the random seed
 * @param threshold L from which a fake counts as broken
 * @param photos number of photos that it was learnt on
 * @param run digest of everything that the run depends on, photos and arithmetic included
 * @param step number of steps done, of an unfinished one
 * @param heldOut its effect on photos that it was not learnt on, of a finished one
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PerturbationHeader(
    String tool,
    Kind kind,
    List<Model> generators,
    String norm,
    double epsilon,
    int height,
    int width,
    String method,
    double stepSize,
    double momentum,
    int batch,
    int epochs,
    int steps,
    long seed,
    double threshold,
    int photos,
    String run,
    Integer step,
    HeldOut heldOut) {

  /** What a file holds. */
  public enum Kind {
    /** A finished perturbation. */
    @JsonProperty("perturbation")
    PERTURBATION,
    /** The state of an unfinished run. */
    @JsonProperty("checkpoint")
    CHECKPOINT
  }

  /**
   * A generator.
   *
   * @param name its name
   * @param file its file's name
   * @param sha256 digest over all its files
   */
  public record Model(String name, String file, String sha256) {}

  /**
   * The effect of the perturbation alone on photos that it was not learnt on.
   *
   * @param photos their number
   * @param attackRate share of the fakes that are broken, 0 to 1
   * @param generators the mean over photos and domains of each generator, in order
   */
  public record HeldOut(int photos, double attackRate, List<GeneratorEffect> generators) {
    /** Copies the list. */
    public HeldOut {
      generators = List.copyOf(generators);
    }
  }

  /**
   * The effect on one generator.
   *
   * @param name its name
   * @param averageLoss mean L
   * @param attackRate share of its fakes that are broken, 0 to 1
   */
  public record GeneratorEffect(String name, double averageLoss, double attackRate) {}

  /** Copies the list. */
  public PerturbationHeader {
    generators = List.copyOf(generators);
  }

  /** Returns the name of a budget's norm. */
  static String norm(Budget budget) {
    return budget instanceof Budget.LInf ? "linf" : "l2";
  }

  /** Returns the budget. */
  Budget budget() {
    return norm.equals("linf") ? new Budget.LInf(epsilon) : new Budget.Rms(epsilon);
  }

  /** Returns a copy for a state of the run. */
  PerturbationHeader at(int done) {
    return with(Kind.CHECKPOINT, done, null);
  }

  /** Returns a copy for the finished perturbation; null if no photo was held out. */
  PerturbationHeader finished(HeldOut effect) {
    return with(Kind.PERTURBATION, null, effect);
  }

  private PerturbationHeader with(Kind other, Integer done, HeldOut effect) {
    return new PerturbationHeader(
        tool,
        other,
        generators,
        norm,
        epsilon,
        height,
        width,
        method,
        stepSize,
        momentum,
        batch,
        epochs,
        steps,
        seed,
        threshold,
        photos,
        run,
        done,
        effect);
  }
}
