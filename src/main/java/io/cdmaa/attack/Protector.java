package io.cdmaa.attack;

import io.cdmaa.generator.GeneratorGroup;
import io.cdmaa.image.Crop;
import io.cdmaa.image.Photo;
import io.cdmaa.image.Quantizer;
import io.cdmaa.tensor.FloatTensor;

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
   * @param photo on the lattice of its bit depth, inside the budget, equal to the original outside
   *     the crop
   * @param attack how the search ended
   */
  public record Result(Photo photo, AttackResult attack) {}

  /**
   * Searches, rounds and puts the crop back.
   *
   * @param original the decoded photo
   * @param crop what the generators see of it
   * @param listener told about each iteration; may cancel
   */
  public Result protect(Photo original, Crop crop, AttackListener listener) {
    FloatTensor before = crop.extract(original.pixels());
    AttackResult result = attack.run(new GroupObjective(group, before), before, settings, listener);
    FloatTensor rounded = rounded(before, result.photo(), original.bitDepth());
    return new Result(original.withPixels(crop.paste(original.pixels(), rounded)), result);
  }

  /** On the lattice and inside the budget. */
  private FloatTensor rounded(FloatTensor before, FloatTensor after, int bitDepth) {
    double epsilon = settings.budget().epsilon();
    if (settings.budget() instanceof Budget.LInf) {
      return Quantizer.quantizeWithinBudget(before, after, epsilon, bitDepth);
    }
    double unit = settings.budget() instanceof Budget.Rms ? Math.sqrt(before.size()) : 1;
    return Quantizer.quantizeWithinBall(before, after, epsilon * unit, bitDepth);
  }
}
