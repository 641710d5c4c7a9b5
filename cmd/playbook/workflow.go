package main

import (
	"strconv"
	"time"

	"playbook/generator/source"
)

// workflowHelp says what is left to do by hand for a workflow of init.
var workflowHelp = map[string]source.Message{
	"github": {
		En: "GitHub: in the settings of the repository choose Pages, Source: GitHub Actions, and set the variable PLAYBOOK to the address of Playbook's own repository",
		Zh: "GitHub：在仓库设置的 Pages 里把 Source 选为 GitHub Actions，并把变量 PLAYBOOK 设为 Playbook 自身仓库的地址",
	},
	"gitlab": {
		En: "GitLab: set the CI/CD variable PLAYBOOK to the address of Playbook's own repository, and add a pipeline schedule with the cron {0} (UTC)",
		Zh: "GitLab：把 CI/CD 变量 PLAYBOOK 设为 Playbook 自身仓库的地址，并添加一个流水线计划，cron 为 {0}（UTC）",
	},
}

// workflow is the file that publishes on every push and every day, if one is wished for.
func (w wishes) workflow() ([]newFile, error) {
	name := map[string]string{"github": ".github/workflows/publish.yml", "gitlab": ".gitlab-ci.yml"}[w.CI]
	if name == "" {
		return nil, nil
	}
	data, err := w.render("init/ci/" + w.CI + ".yml")
	return []newFile{{name, data}}, err
}

// Cron is ten minutes after the day has begun in the site's timezone, in UTC as
// schedules are written. Where clocks are changed it is the later of the two, for
// an hour before midnight would publish yesterday's permissions for another day.
func (w wishes) Cron() string {
	year := w.today.Year()
	offset := 24 * 60
	for _, month := range []time.Month{time.January, time.July} {
		_, seconds := time.Date(year, month, 1, 0, 0, 0, 0, w.today.Location()).Zone()
		offset = min(offset, seconds/60)
	}
	minute := (10 - offset + 2*24*60) % (24 * 60)
	return strconv.Itoa(minute%60) + " " + strconv.Itoa(minute/60) + " * * *"
}
