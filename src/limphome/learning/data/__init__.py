"""Pictures with boxes as a user brings and takes them: COCO and YOLO folders, recordings, cards, checks."""
