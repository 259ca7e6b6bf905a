"""The one table of checks, in the four parts of Breck et al., "The ML Test Score"."""

from typing import Tuple

from limphome.learning.audit.audit_check import DATA, INFRASTRUCTURE, MODEL, MONITORING, AuditCheck
from limphome.learning.audit.checks.age import not_stale
from limphome.learning.audit.checks.beats_baseline import beats_baseline
from limphome.learning.audit.checks.damaged_file_refused import damaged_file_refused
from limphome.learning.audit.checks.equal_care import equal_care
from limphome.learning.audit.checks.feature_guard import feature_guard_speaks
from limphome.learning.audit.checks.file_scrubbed import changed_file_seen
from limphome.learning.audit.checks.frames_unchanged import frames_unchanged
from limphome.learning.audit.checks.golden_frame import golden_frame_catches_damage
from limphome.learning.audit.checks.health_complete import health_complete
from limphome.learning.audit.checks.labels_sound import labels_sound
from limphome.learning.audit.checks.latency_budget import latency_in_budget
from limphome.learning.audit.checks.no_skew import no_skew
from limphome.learning.audit.checks.nothing_in_nothing import nothing_in_nothing
from limphome.learning.audit.checks.numerical_stability import numerically_stable
from limphome.learning.audit.checks.quantization_parity import quantization_parity
from limphome.learning.audit.checks.robot_runtime import robot_runtime_reads
from limphome.learning.audit.checks.rollback import rollback_works
from limphome.learning.audit.checks.run_recorded import run_recorded
from limphome.learning.audit.checks.runtime_parity import other_runtimes_agree
from limphome.learning.audit.checks.serving_equals_training import serving_equals_training
from limphome.learning.audit.checks.specification import specification_agrees
from limphome.learning.audit.checks.splits_apart import splits_apart
from limphome.learning.audit.checks.thresholds_by_rule import thresholds_by_rule
from limphome.learning.audit.checks.training_reproducible import training_reproducible
from limphome.learning.audit.checks.worst_slice import worst_slice_near_mean

CHECKS: Tuple[AuditCheck, ...] = (
    AuditCheck("splits_apart", DATA, "What judges was never learned from", splits_apart, slow=True),
    AuditCheck("labels_sound", DATA, "The labels that judge are sound", labels_sound),
    AuditCheck("frames_unchanged", DATA, "The frames that it was made from still come out the same", frames_unchanged, slow=True),
    AuditCheck("beats_baseline", MODEL, "It beats a guess by far", beats_baseline),
    AuditCheck("worst_slice", MODEL, "No kind of person is much overlooked", worst_slice_near_mean),
    AuditCheck("equal_care", MODEL, "Children and adults, dark and light clothes are found about equally well", equal_care),
    AuditCheck("nothing_in_nothing", MODEL, "Where nothing is, it sees nobody", nothing_in_nothing),
    AuditCheck("quantization_parity", MODEL, "INT8 sees what FP32 sees", quantization_parity),
    AuditCheck("runtime_parity", MODEL, "Another runtime sees the same", other_runtimes_agree),
    AuditCheck("thresholds_by_rule", MODEL, "The thresholds are those of the rule", thresholds_by_rule, slow=True),
    AuditCheck("specification", MODEL, "Recipe, checkpoint, manifest and files agree", specification_agrees),
    AuditCheck("training_reproducible", INFRASTRUCTURE, "Training twice gives equal bits", training_reproducible, slow=True),
    AuditCheck("run_recorded", INFRASTRUCTURE, "The run that made it is on record", run_recorded),
    AuditCheck("serving_equals_training", INFRASTRUCTURE, "The robot sees what the training saw", serving_equals_training),
    AuditCheck("damaged_file_refused", INFRASTRUCTURE, "A damaged file is not loaded", damaged_file_refused),
    AuditCheck("rollback", INFRASTRUCTURE, "The way back works", rollback_works),
    AuditCheck("golden_frame", INFRASTRUCTURE, "The golden frame sees damage", golden_frame_catches_damage),
    AuditCheck("numerical_stability", INFRASTRUCTURE, "No input makes it answer nonsense", numerically_stable),
    AuditCheck("latency_budget", INFRASTRUCTURE, "It is fast enough, and INT8 is faster", latency_in_budget),
    AuditCheck("robot_runtime", INFRASTRUCTURE, "The robot's runtime reads its files", robot_runtime_reads),
    AuditCheck("feature_guard", MONITORING, "The feature guard speaks up for a broken camera only", feature_guard_speaks),
    AuditCheck("file_scrubbed", MONITORING, "A file that changes under it is seen", changed_file_seen),
    AuditCheck("health_complete", MONITORING, "Every number of the monitors is there", health_complete),
    AuditCheck("no_skew", MONITORING, "Pictures look like those it was made from", no_skew),
    AuditCheck("age", MONITORING, "It is not too old", not_stale),
)
