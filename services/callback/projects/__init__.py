"""Call-back projects (回访项目): what we call about, whom, what is asked and until when, as rows."""
