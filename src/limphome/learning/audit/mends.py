"""What usually mends a failed check."""

MORE_WORLDS = (
    "statistics of features come from the validation split: deal more worlds to it "
    "(limphome data import PICTURES --out NEW_FOLDER --split-by-world train=60,validation=20,held_out=20), train again"
)
HIGHER_THRESHOLD = (
    "the threshold comes from the validation split: more frames and worlds in it, pictures of nobody there and in train; "
    "of an imported network: limphome model import FILE.onnx --min-score SCORE"
)
