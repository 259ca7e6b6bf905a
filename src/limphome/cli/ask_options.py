"""What the verbs that ask a running robot share."""

import typer

TIMEOUT = typer.Option(5.0, "--timeout", min=0.1, help="Longest wait for an answer [s]; finding the nodes alone takes up to 3 s.")
EPILOG = "Asks the nodes in this ROS_DOMAIN_ID, on this machine or another. Exit status 1: nobody answers, or it was refused."
