/**
 * Gradient attacks on a group of generators at once, within a budget around the photo.
 *
 * <p>Reading order: an {@link io.cdmaa.attack.Objective} provides losses and gradients; {@link
 * io.cdmaa.attack.AttackSettings} determine budget, steps and how gradients are aggregated, and
 * {@link io.cdmaa.attack.MethodAlgorithms} derives them from a method; an {@link
 * io.cdmaa.attack.Attack} runs and notifies an {@link io.cdmaa.attack.AttackListener} of each
 * iteration; the {@link io.cdmaa.attack.AttackResult} is the best photo found.
 *
 * <p>Layer: may import {@code mgda}, {@code generator}, {@code image} and {@code tensor}, nothing
 * above. The attacks themselves access generators only through {@code Objective}; {@link
 * io.cdmaa.attack.GroupObjective} and {@link io.cdmaa.attack.Protector} make the connection.
 * Query-only generators are included there, with estimated gradients.
 *
 * <p>Internal to the project: may change with any release.
 */
package io.cdmaa.attack;
